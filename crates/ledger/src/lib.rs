//! The durable, append-only record of every sale.
