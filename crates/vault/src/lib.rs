//! Secrets at rest: a sealed file whose key is in the operating system's keyring.
