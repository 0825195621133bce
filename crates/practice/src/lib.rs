//! The services, imitated on loopback: a product feature and a test bed.
