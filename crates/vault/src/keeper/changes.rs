//! Changes that are not on disk yet, in the order they were made.
//!
//! They answer questions while the file is out of reach, and are applied to it when it comes back.

use airtill_domain::Secret;

use crate::Name;
use crate::sealed::Entry;

/// One change to the secrets of the file.
#[derive(Clone)]
pub(crate) enum Change {
    Put(Name, Secret),
    Remove(Name),
    /// Removes every secret whose binding begins so.
    RemoveBinding(String),
    /// Removes every secret whose binding is none of these.
    KeepOnly(Vec<String>),
}

impl Change {
    fn removes(&self, binding: &str, slot: &str) -> bool {
        match self {
            Change::Put(name, _) | Change::Remove(name) => name.binding == binding && name.slot == slot,
            Change::RemoveBinding(prefix) => binding.starts_with(prefix.as_str()),
            Change::KeepOnly(bindings) => !bindings.iter().any(|kept| kept == binding),
        }
    }
}

/// Changes that wait, in their order.
#[derive(Default)]
pub(crate) struct Changes(Vec<Change>);

/// The effect of the changes on one name.
pub(crate) enum Said {
    Nothing,
    Gone,
    Here(Secret),
}

impl Changes {
    pub(crate) fn push(&mut self, change: Change) {
        // An earlier value that can no longer be read need not stay in memory.
        self.0.retain(|earlier| !matches!(earlier, Change::Put(name, _) if change.removes(&name.binding, name.slot)));
        self.0.push(change);
    }

    pub(crate) fn say(&self, name: &Name) -> Said {
        match self.0.iter().rev().find(|change| change.removes(&name.binding, name.slot)) {
            Some(Change::Put(_, secret)) => Said::Here(secret.clone()),
            Some(_) => Said::Gone,
            None => Said::Nothing,
        }
    }

    /// Whether this made any difference: removing an absent secret needs no write.
    pub(crate) fn apply(&self, entries: &mut Vec<Entry>) -> bool {
        let mut differs = false;
        for change in &self.0 {
            let before = entries.len();
            entries.retain(|entry| !change.removes(&entry.binding, &entry.slot));
            differs |= entries.len() != before;
            if let Change::Put(name, secret) = change {
                entries.push(Entry {
                    binding: name.binding.clone(),
                    slot: name.slot.to_owned(),
                    secret: secret.clone(),
                });
                differs = true;
            }
        }
        differs
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v11_a_secret_that_can_no_longer_be_read_leaves_memory() {
        let name = |slot| Name { binding: "live|one".to_owned(), slot };
        let put = |slot| Change::Put(name(slot), Secret::new("canary".to_owned()));
        for over in [
            put("a"),
            Change::Remove(name("a")),
            Change::RemoveBinding("live|".to_owned()),
            Change::KeepOnly(Vec::new()),
        ] {
            let mut changes = Changes::default();
            changes.push(put("a"));
            changes.push(over.clone());
            let kept = changes.0.iter().filter(|change| matches!(change, Change::Put(..))).count();
            assert_eq!(kept, usize::from(matches!(over, Change::Put(..))), "the later word alone");
        }
        let mut changes = Changes::default();
        changes.push(put("a"));
        changes.push(put("b"));
        assert!(matches!((changes.say(&name("a")), changes.say(&name("b"))), (Said::Here(_), Said::Here(_))));
    }
}
