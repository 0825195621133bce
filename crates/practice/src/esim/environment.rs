//! The two environments of the service: one origin, one set of credentials, and data of their own.
//!
//! They differ in the base path alone. `/esim` is an old name of production. Paths inside an environment are the
//! routes' business.

use serde::{Deserialize, Serialize};

/// One of the two base paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// `/connect-api`, and `/esim` under its deprecated name.
    Production,
    /// `/connect-api-preprod`, whose unused data is wiped every day.
    PreProduction,
}

/// The base path under which a request came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base(pub &'static str);

/// The deprecated base path of production.
pub(crate) const DEPRECATED: &str = "/esim";

impl Environment {
    /// Both of them.
    pub const ALL: [Environment; 2] = [Environment::Production, Environment::PreProduction];

    /// The base path, without a slash at the end.
    pub fn path(self) -> &'static str {
        match self {
            Environment::Production => "/connect-api",
            Environment::PreProduction => "/connect-api-preprod",
        }
    }
}

/// The part of a path behind any of the base paths.
pub(crate) fn behind_base(path: &str) -> Option<&str> {
    let bases = [Environment::PreProduction.path(), Environment::Production.path(), DEPRECATED];
    bases.into_iter().find_map(|base| path.strip_prefix(base).filter(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::behind_base;

    #[test]
    fn the_longer_base_path_is_not_taken_for_the_shorter() {
        for (path, rest) in [
            ("/connect-api/v1/product", Some("/v1/product")),
            ("/connect-api-preprod/v1/product", Some("/v1/product")),
            ("/esim/v1/product", Some("/v1/product")),
            ("/connect-apis/v1/product", None),
            ("/auth/realms", None),
        ] {
            assert_eq!(behind_base(path), rest, "{path}");
        }
    }
}
