//! Events in the Elastic Common Schema.
