//! The words of closed lists as they stand on disk.
//!
//! A variant may be renamed in the code; its word is what every ledger holds and never changes. [`words!`] writes the
//! enum, its list and both ways of reading in one place, so that a variant cannot be without a word. A word of a later
//! version is refused, unless the list names the variant that stands for all that it does not know.

/// Declares an enum whose variants have a word each, by which `serde` writes and reads them.
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident $(, unknown: $unknown:ident)? {
            $($(#[$doc:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word on disk; lasts for ever.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The variant that `word` names in this version.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.word() == word)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                let known = Self::from_word(&word);
                $(let known = known.or(Some(Self::$unknown));)?
                known.ok_or_else(|| serde::de::Error::custom(concat!("not a word of ", stringify!($name))))
            }
        }
    };
}

pub(crate) use words;
