# The few things that are done often. The steps themselves are in tests/scripts.
# ARGS="…" goes to the program or the test runner behind a target.

export ARGS

.PHONY: help demo test check-slow sim sqlx openapi fmt

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: ## From here to findings on screen, against simulated orgs (ARGS=--once ends by itself)
	@tests/scripts/demo.sh $(ARGS)

test: ## Everything that must hold before a change is merged; CI runs the same (ARGS=NAME runs these tests only)
	@tests/scripts/test.sh

check-slow: ## What takes minutes, downloads or root, by hand before a release (ARGS="sdks gateways speed fuzz service": these steps only)
	@tests/scripts/check-slow.sh

sim: ## Run the simulator of Okta by itself (ARGS="--https-port 8443 --control-port 8090"; ARGS=--help teaches the rest)
	cargo run --release -q --locked -p okta-sim -- $(ARGS)

sqlx: ## Write .sqlx anew, after a query or a table has changed
	@tests/scripts/sqlx.sh write

openapi: ## Write the API's description and the README's table of settings anew
	cargo build --locked --bin oktually
	@tests/scripts/generated.sh write

fmt: ## Lay out the code
	cargo fmt --all
