# The one binary. It is the API, the worker and the operators' commands; the first argument says which.
#
#   docker build -t oktually .
#   docker run --rm oktually --help
#
# A server of its own, as on a developer's machine, is not in here: give it a database (see docker-compose.yml).

ARG RUST=1.95
ARG DEBIAN=bookworm

FROM rust:${RUST}-${DEBIAN} AS build
WORKDIR /src
COPY . .
# The caches stay on the building machine: what is copied out of them is the binary alone.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin oktually \
    && install -D -s target/release/oktually /out/oktually

FROM debian:${DEBIAN}-slim
COPY --from=build /out/oktually /usr/local/bin/oktually
# A number, so that whoever enforces "not root" can see that it is not.
USER 10001:10001
WORKDIR /tmp
# Tenants, and operators.
EXPOSE 8080 8081
# No HEALTHCHECK here: which process it is decides what can be asked. docker-compose.yml asks the API's /livez.
ENTRYPOINT ["/usr/local/bin/oktually"]
CMD ["--help"]
