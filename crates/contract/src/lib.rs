//! What crosses to the window: data only, exported to TypeScript.
