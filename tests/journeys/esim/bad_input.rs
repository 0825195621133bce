//! Texts that people type, paste and scan: each field's error, or the value that the service gets.
//!
//! Prices whose comma may divide thousands are with the reading of amounts.

use airtill_contract::*;
use airtill_tests::world::{Shop, confirmed, refused};
use rust_decimal::Decimal;

use OrderFieldError::{Empty, InThePast, NotPositive, NotReadable, NotWhole, OnlyIos, TooLong, TooShort, Unknown};

type Changed = fn(PrepareNewEsim, &str) -> PrepareNewEsim;

fn customer(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { customer: typed.to_owned(), ..order }
}

fn eid(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { device_kind: DeviceKindView::Ios, eid: typed.to_owned(), ..order }
}

fn eid_of_android(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { eid: typed.to_owned(), ..order }
}

fn begins(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { activation_date: typed.to_owned(), ..order }
}

fn euros(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { price: typed.to_owned(), currency: "EUR".to_owned(), ..order }
}

fn currency(order: PrepareNewEsim, typed: &str) -> PrepareNewEsim {
    PrepareNewEsim { price: "5".to_owned(), currency: typed.to_owned(), ..order }
}

/// The field, what is typed, and the error.
#[rustfmt::skip]
const REFUSED: &[(Changed, &str, OrderField, OrderFieldError)] = &[
    (customer, "",                                   OrderField::Customer,       Empty),
    (customer, " \u{200B}\t",                        OrderField::Customer,       Empty),
    (eid,      "8904903200000100000001234567895",    OrderField::Eid,            TooShort),
    (eid,      "890490320000010000000123456789542",  OrderField::Eid,            TooLong),
    (eid,      "8904903200000100000001234567895X",   OrderField::Eid,            NotReadable),
    (eid_of_android, "89049032000001000000012345678954", OrderField::Eid,        OnlyIos),
    (begins,   "2026-11-19",                         OrderField::ActivationDate, InThePast),
    (begins,   "0001-01-01",                         OrderField::ActivationDate, InThePast),
    (begins,   "2027-02-29",                         OrderField::ActivationDate, NotReadable),
    (begins,   "24.12.2026",                         OrderField::ActivationDate, NotReadable),
    (begins,   "tomorrow",                           OrderField::ActivationDate, NotReadable),
    (euros,    "0",                                  OrderField::Price,          NotPositive),
    (euros,    "0,00",                               OrderField::Price,          NotPositive),
    (euros,    "-1",                                 OrderField::Price,          NotPositive),
    (euros,    "\u{2212}4,90",                       OrderField::Price,          NotPositive),
    (euros,    "five",                               OrderField::Price,          NotReadable),
    (euros,    "1,2,3",                              OrderField::Price,          NotReadable),
    (currency, "",                                   OrderField::Currency,       NotWhole),
    (currency, "XXY",                                OrderField::Currency,       Unknown),
    (currency, "euro",                               OrderField::Currency,       Unknown),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_value_is_told_at_its_field_and_nothing_is_ordered() {
    let shop = Shop::open().await;
    let good = shop.order("amal@shop.example").await;
    let prepare = async |order| shop.world.shown(shop.world.till().prepare_new_esim(order).await).unwrap();
    for (change, typed, field, error) in REFUSED {
        assert_eq!(refused(prepare(change(good.clone(), typed)).await), [(*field, *error)], "{typed:?}");
    }
    let long = "ü".repeat(330);
    assert_eq!(refused(prepare(customer(good.clone(), &long)).await), [(OrderField::Customer, TooLong)]);
    let everything = euros(begins(eid_of_android(customer(good, ""), "1"), "2001-01-01"), "-1");
    let errors = refused(prepare(everything).await);
    let fields: Vec<OrderField> = errors.iter().map(|(field, _)| *field).collect();
    let order = [OrderField::Customer, OrderField::ActivationDate, OrderField::Eid, OrderField::Price];
    assert_eq!(fields, order, "all at once, the first of the form first: the focus goes there");
    assert!(shop.made().is_empty());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_plus_umlauts_or_another_script_is_sent_whole() {
    let shop = Shop::open().await;
    for (typed, sent) in [
        ("amal+travel@shop.example", "amal+travel@shop.example"),
        ("jürgen.groß@bücher.example", "jürgen.groß@bücher.example"),
        (" Zoë Okello <zoë+1@shop.example>, ", "zoë+1@shop.example"),
        ("أمل@متجر.example", "أمل@متجر.example"),
        ("customer & son 17", "customer & son 17"),
    ] {
        let sale = shop.sell(typed).await;
        assert_eq!(sale.state, SaleStateView::Accepted, "{typed}");
        assert_eq!(shop.made().last().map(|order| order.customer.clone()).as_deref(), Some(sent));
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_with_a_comma_and_a_day_to_come_are_taken() {
    let shop = Shop::open().await;
    let good = shop.order("amal@shop.example").await;
    let prepare = async |order| shop.world.shown(shop.world.till().prepare_new_esim(order).await).unwrap();
    for (typed, price) in [("4,90", "4.90"), (" 4.9 ", "4.9"), ("42", "42"), ("٤٫٩٠", "4.90")] {
        let taken = confirmed(prepare(euros(good.clone(), typed)).await).price.expect("a price");
        let amount = |text: &str| text.parse::<Decimal>().expect("a decimal");
        assert_eq!((amount(&taken.amount), taken.currency.as_str()), (amount(price), "EUR"), "{typed}");
    }
    for (typed, shown) in [("2026-11-23", Some("2026-11-23")), (" 2026-12-31 ", Some("2026-12-31")), ("", None)] {
        assert_eq!(confirmed(prepare(begins(good.clone(), typed)).await).activation_date.as_deref(), shown);
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iccid_is_read_or_told_alike_in_every_place_that_takes_one() {
    const DIGITS: &str = "8944474000000000008";
    let shop = Shop::open().await;
    let forty = "8".repeat(40);
    let long = " ".repeat(300);
    for (typed, read) in [
        ("8944 4740 0000 0000 008", Ok(DIGITS)),
        (" 8944-4740-0000-0000-008F ", Ok(DIGITS)),
        ("]C18944474000000000008\t", Ok(DIGITS)),
        ("]d28944474000000000008ff\r\n", Ok(DIGITS)),
        ("８９４４４７４０００００００００００８", Ok(DIGITS)),
        ("8944538523000015", Ok("8944538523000015")),
        ("8944474000000000991", Ok("8944474000000000991")),
        ("", Err(Empty)),
        ("F", Err(Empty)),
        (long.as_str(), Err(TooLong)),
        ("89444740O0000000008", Err(NotReadable)),
        ("amal@shop.example", Err(NotReadable)),
        ("894447400", Err(TooShort)),
        (forty.as_str(), Err(TooLong)),
    ] {
        let checked = shop.world.till().check_iccid(&CheckSimNumber { text: typed.to_owned() });
        assert_eq!(checked.digits.as_deref().ok_or(checked.error), read.map_err(Some), "{typed:?}");
        let order = shop.more(typed).await;
        let prepared = shop.world.shown(shop.world.till().prepare_esim_top_up(order).await).unwrap();
        let looked_up = shop.sim(typed).await.map(|sim| sim.iccid).map_err(|error| error.code);
        match read {
            Ok(digits) => {
                assert_eq!(confirmed(prepared).iccid.as_deref(), Some(digits));
                assert_eq!(looked_up.as_deref(), Ok(digits), "{typed:?}");
            }
            Err(error) => {
                assert_eq!(refused(prepared), [(OrderField::Iccid, error)], "{typed:?}");
                assert_eq!(looked_up, Err(ErrorCode::BadIccid), "{typed:?}");
            }
        }
    }
    assert!(shop.made().is_empty());
    shop.close().await;
}
