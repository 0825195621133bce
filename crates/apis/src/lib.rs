//! Clients of the telecom services; each is given an access token.
