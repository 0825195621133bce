//! The fields of all that stands in a sale, and its words.
//!
//! An older program reads a sale without the fields that it does not know, and writes it back so. A newer one then
//! finds that the sale is not what its entries say. So it is with a word, which the older one reads as the word for
//! all that it does not know. A further field or word anywhere in a sale therefore wants another version of what is
//! derived; the fields of the sale itself are in [`super::pinned`].

use airtill_domain::order::{Device, DeviceKind, EsimCustomer, OrderedProduct};
use airtill_domain::{
    DeclineReason, DoubtCause, EsimTopUpOrder, Finding, Money, NewEsimOrder, OrderKind, OrderProgress, SaleState,
    TopUpOrder,
};
use sha2::{Digest, Sha256};

use crate::schema::DERIVED_VERSION;
use crate::{EsimDelivery, Judgement, ListRow, Reopening, SeenSubscription, Statement, Trace, Verdict};

/// Names every field of these types: a further field does not compile until it stands here, and then changes the
/// digest.
macro_rules! forms {
    ($($type:ident $(<$of:ident>)? { $($field:ident)* })*) => {
        const FORMS: &[(&str, &[&str])] = &[$((stringify!($type), &[$(stringify!($field)),*])),*];
        $(const _: fn($type $(<$of>)?) = |form| { let $type { $($field: _),* } = form; };)*
    };
}

forms! {
    TopUpOrder { connection msisdn amount }
    NewEsimOrder { connection product country customer device activation price }
    EsimTopUpOrder { connection product country iccid device_id price }
    OrderedProduct { id name }
    EsimCustomer { identifier first_name last_name residence }
    Device { kind id make model eid }
    Money { minor currency }
    ListRow { list row attempt }
    Judgement<Verdict> { seq at found }
    Verdict { charged from to before after debit rest_seconds rests_on rules }
    Trace { subscription seen rules }
    SeenSubscription { id iccid created has_our_device }
    Reopening { moved from to }
    EsimDelivery { iccid subscription }
    Statement { person at arrived charged reason adopted }
}

/// The digest of all of them in every version of what is derived: a line is added with each new version, none is ever
/// changed.
const DIGESTS: &[(i64, &str)] = &[
    (5, "3cce7812d23f859ef65a0c8ba07552113536721324cbc9832088dc158fa3c8f5"),
    (6, "3cce7812d23f859ef65a0c8ba07552113536721324cbc9832088dc158fa3c8f5"),
];

#[test]
fn a_field_or_word_of_a_sale_wants_another_version() {
    let words = [
        DeclineReason::ALL.map(DeclineReason::word).to_vec(),
        DoubtCause::ALL.map(DoubtCause::word).to_vec(),
        Finding::ALL.map(Finding::word).to_vec(),
        SaleState::ALL.map(SaleState::word).to_vec(),
        OrderProgress::ALL.map(OrderProgress::word).to_vec(),
        OrderKind::ALL.map(OrderKind::word).to_vec(),
        DeviceKind::ALL.map(DeviceKind::word).to_vec(),
    ];
    let digest =
        Sha256::digest(format!("{FORMS:?}{words:?}")).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(
        DIGESTS.last(),
        Some(&(DERIVED_VERSION, digest.as_str())),
        "a sale has other fields or words: raise `DERIVED_VERSION` in schema.rs and add a line to `DIGESTS` here"
    );
    assert!(DIGESTS.iter().map(|(version, _)| *version).eq(5..=DERIVED_VERSION), "one line a version");
}
