//! Our client of Okta against the simulator, with nothing of the service between: two readings of Okta's rules.

mod clients;
