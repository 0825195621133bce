//! The moments of a sale as they are seen: the number where it was, and in sight whenever a sale can be sent.
//!
//! A float that was never read, an error and an order that is too old are put into the till's answers on their way to
//! the page, since no practice service gives them at once. The tour's pictures are for the eye.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::By;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::keyboard::{focus_is_on, tab_to};
use crate::looks::SIDEWAYS;
use crate::small_screens::picture;

/// Puts the entry of a command in `instead` into its answers: fields of the answer, or an error in its place.
const INSTEAD: &str = "window.instead = {};
    const ask = window.fetch;
    window.fetch = async (input, init) => {
      const command = decodeURIComponent(String(input?.url ?? input)).split('/').pop();
      const { fields, fault } = window.instead[command] ?? {};
      const headers = (kind) => ({ 'content-type': 'application/json', 'tauri-response': kind });
      if (fault) return new Response(JSON.stringify(fault), { headers: headers('error') });
      const answer = await ask(input, init);
      if (!fields || answer.headers.get('tauri-response') === 'error') return answer;
      return new Response(JSON.stringify({ ...(await answer.json()), ...fields }), { headers: headers('ok') });
    }";

/// Scrolls a confirmation from its beginning to its end and names every position at which it can be sent and a part of
/// the number is covered, or the button is not whole.
const UNSEEN: &str = "const out = [];
    const points = (box) => [[0.5, 0.5], [0.06, 0.2], [0.94, 0.2], [0.06, 0.8], [0.94, 0.8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const onTop = (part, [x, y]) => { const top = document.elementFromPoint(x, y); return top === part || part.contains(top); };
    const inside = (box) => box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    const whole = (part) => [...part.getClientRects()].every((box) => inside(box) && points(box).every((point) => onTop(part, point)));
    const said = (part) => part.innerText.replace(/[^0-9]/g, '');
    const order = document.querySelector('[data-testid=confirm-number] bdi');
    const send = document.querySelector('[data-testid=confirm-send]');
    const wanted = said(order);
    let scrolls = send;
    while (scrolls && !(scrolls.scrollHeight > scrolls.clientHeight + 1 && getComputedStyle(scrolls).overflowY === 'auto')) scrolls = scrolls.parentElement;
    const fault = document.querySelector('[data-testid=confirm-error]');
    if (fault && !onTop(fault, points(fault.getBoundingClientRect())[0])) out.push('it does not show its fault');
    if (fault && scrolls) scrolls.scrollTop = 0;
    if (scrolls && scrolls.scrollTop > 0) out.push(`it opens scrolled by ${scrolls.scrollTop}`);
    if (![...order.querySelectorAll('span')].every(whole)) out.push('it opens without its number');
    const end = scrolls ? scrolls.scrollHeight - scrolls.clientHeight : 0;
    for (let at = 0; at <= end + 12; at += 12) {
      if (scrolls) scrolls.scrollTop = at;
      if (!send || ![...send.getClientRects()].some((box) => points(box).some((point) => onTop(send, point)))) continue;
      if (!whole(send)) out.push(`the button is cut at ${at}`);
      const named = [...send.querySelectorAll('bdi')].filter((part) => said(part) === wanted);
      if (!named.some(whole) && ![...order.querySelectorAll('span')].every(whole)) out.push(`no number at ${at}`);
    }
    if (scrolls) scrolls.scrollTop = 0;
    return out";

/// The position and the size of a sale's number.
const NUMBER: &str = "const part = document.querySelector(`[data-testid=${arguments[0]}-number] bdi`);
    const box = part.getBoundingClientRect();
    return [box.left, box.top, getComputedStyle(part).fontSize]";

/// Whether a part is whole in sight, with nothing over it.
const CLEAR: &str = "const part = document.querySelector(`[data-testid=${arguments[0]}]`).closest('.field, .consent');
    const box = part.getBoundingClientRect();
    return [0.02, 0.5, 0.98].every((share) => { const top = document.elementFromPoint(box.left + 3, box.top + box.height * share); return part === top || part.contains(top); })";

/// Presses by a script of the page: the driver's mouse misses in an enlarged page.
async fn press(clerk: &Clerk, mark: &str) -> Done {
    clerk.see(mark).await?;
    clerk
        .window
        .script("document.querySelector(`[data-testid=${arguments[0]}]`).click()", vec![json!(mark)])
        .await
        .map(drop)
}

/// Goes from the form of this order to its confirmation, at any size of text.
async fn order(clerk: &Clerk, number: &str, amount: &str) -> Done {
    // The driver's keys miss as well.
    const WRITE: &str = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, arguments[1]);
        field.dispatchEvent(new Event('input', { bubbles: true }))";
    press(clerk, "nav-till").await?;
    for (mark, text) in [("top-up-number", number), ("top-up-amount", amount)] {
        clerk.see(mark).await?;
        clerk.window.script(WRITE, vec![json!(mark), json!(text)]).await?;
    }
    clerk.see("float-after").await?;
    press(clerk, "top-up-continue").await?;
    clerk.see("confirmation").await?;
    clerk.window.painted().await
}

/// One of the last sales, as the till gives it.
async fn sold(clerk: &Clerk, state: &str) -> Done<Value> {
    let request = json!({ "request": { "connection": { "environment": "practice", "id": "practice" }, "limit": 10 } });
    let list = clerk.invoke("last_sales", request).await?.expect("the last sales are there");
    Ok(list["sales"]
        .as_array()
        .unwrap()
        .iter()
        .find(|sale| sale["state"] == state)
        .unwrap_or_else(|| panic!("{state} was sold"))
        .clone())
}

#[tokio::test]
async fn the_number_is_in_sight_whenever_a_sale_can_be_sent() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.sell("0921209601", "35", "charged").await?;
    // Before the next sale reopens it: that notice stands above every confirmation here.
    let (confirmed, charged) = (sold(&clerk, "confirmed").await?, sold(&clerk, "charged").await?);
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    let doubt = sold(&clerk, "inDoubt").await?;
    clerk.window.script(INSTEAD, vec![]).await?;
    let fault = |code: &str| json!({ "code": code, "message": "", "moneyMoved": "no", "reference": "c0ffee" });
    let fields = |fields: Value| json!({ "prepare_top_up": { "fields": fields } });
    let variants = [
        ("plain", fields(json!({})), None),
        (
            "the number asked about",
            fields(json!({ "asksAboutNumber": true, "advice": "otherNetwork", "operator": "Zain" })),
            None,
        ),
        ("a recent one", fields(json!({ "recent": [confirmed, charged] })), None),
        ("the same in doubt", fields(json!({ "recent": [doubt], "doubts": [doubt] })), None),
        ("the same in doubt long ago", fields(json!({ "doubts": [doubt] })), None),
        ("the same charged", fields(json!({ "recent": [charged], "doubts": [charged] })), None),
        (
            "everything asked",
            fields(
                json!({ "recent": [doubt, confirmed, charged], "doubts": [doubt], "asksAboutNumber": true, "advice": "unknown", "operator": null }),
            ),
            None,
        ),
        ("no float known", fields(json!({ "floatBefore": null, "floatAfter": null })), None),
        ("a fault", json!({ "send_top_up": { "fault": fault("saleUnderWay") } }), Some("confirm-error")),
        ("too old", json!({ "send_top_up": { "fault": fault("intentExpired") } }), Some("confirm-again")),
        (
            "anew",
            json!({ "send_top_up": { "fault": fault("doubtNeedsOverride") }, "prepare_top_up": { "fields": { "operator": null } } }),
            Some("confirm-why"),
        ),
    ];
    let mut found = Vec::new();
    for (percent, height) in [(200, 640), (200, 520), (100, 520)] {
        clerk.text_size(100).await?;
        clerk.window.size(900, height).await?;
        clerk.text_size(percent).await?;
        for (name, instead, sent) in &variants {
            clerk.window.script("window.instead = arguments[0]", vec![instead.clone()]).await?;
            order(&clerk, "0921200111", "60").await?;
            if let Some(mark) = sent {
                press(&clerk, "confirm-send").await?;
                clerk.see(mark).await?;
                clerk.window.painted().await?;
            }
            picture(&clerk, &format!("moment-{percent}-{height}-{}", name.replace(' ', "-"))).await?;
            let unseen = if *name == "too old" { json!([]) } else { clerk.window.script(UNSEEN, vec![]).await? };
            let sideways = clerk.window.script(SIDEWAYS, vec![]).await?;
            if unseen != json!([]) || sideways != json!([]) {
                found.push(json!([percent, height, name, unseen, sideways]));
            }
        }
    }
    assert!(found.is_empty(), "{}", serde_json::to_string_pretty(&found).unwrap());
    Ok(())
}

#[tokio::test]
async fn the_number_stays_where_it_is_from_confirmation_to_outcome() -> Done {
    const SIZES: [(u32, u32); 2] = [(1180, 780), (900, 640)];
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let stands = async |mark: &str| -> Done<Vec<Value>> {
        let mut stands = Vec::new();
        for (width, height) in SIZES {
            clerk.window.size(width, height).await?;
            clerk.window.painted().await?;
            stands.push(clerk.window.script(NUMBER, vec![json!(mark)]).await?);
        }
        Ok(stands)
    };
    let mut first: Option<Vec<Value>> = None;
    for (number, state) in [
        ("0921209504", "confirmed"),
        ("0921209011", "accepted"),
        ("0921209036", "declined"),
        ("0921209113", "declinedButCharged"),
        ("0921209601", "charged"),
        ("0921209602", "notCharged"),
        ("0921209603", "inDoubt"),
    ] {
        clerk.order(number, "60").await?;
        let asked = stands("confirm").await?;
        assert_eq!(asked, *first.get_or_insert(asked.clone()), "every confirmation");
        assert!(asked.iter().all(|number| number[2] == "40px"), "{asked:?}");
        clerk.click("confirm-send").await?;
        if number == "0921209504" {
            clerk.see("progress").await?;
            assert_eq!(stands("progress").await?, asked, "under way");
        }
        clerk.outcome(state).await?;
        assert_eq!(stands("outcome").await?, asked, "{state}");
    }
    Ok(())
}

#[tokio::test]
async fn a_confirmed_sale_is_called_sent_and_wraps_in_twice_as_large_text() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    let title = "const title = document.querySelector('[data-testid=outcome] h2'); return [title.innerText, getComputedStyle(title).fontSize]";
    assert_eq!(clerk.window.script(title, vec![]).await?, json!(["60.00\u{a0}SSP sent", "28px"]));
    let height = "return document.querySelector(`[data-testid=${arguments[0]}]`).offsetHeight";
    assert_eq!(
        clerk.window.script(height, vec![json!("outcome-next")]).await?,
        56,
        "as large as the button that sent it"
    );
    for height in [640, 520] {
        clerk.text_size(100).await?;
        clerk.window.size(900, height).await?;
        clerk.text_size(200).await?;
        clerk.window.painted().await?;
        assert_eq!(clerk.window.script(SIDEWAYS, vec![]).await?, json!([]), "at {height}");
    }
    Ok(())
}

#[tokio::test]
async fn the_missing_parts_of_a_yes_are_in_front_of_the_buttons() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    clerk.window.size(900, 520).await?;
    for percent in [100, 200] {
        clerk.text_size(percent).await?;
        order(&clerk, "0921209603", "80").await?;
        press(&clerk, "confirm-send").await?;
        focus_is_on(&clerk, "Reason for sending again").await?;
        clerk.has_text("live-region", "Write why it is sent again.").await?;
        assert_eq!(clerk.window.script(CLEAR, vec![json!("confirm-reason")]).await?, true, "the reason at {percent}");
        tab_to(&clerk, "I know that this may charge the float twice").await?;
        assert_eq!(clerk.window.script(CLEAR, vec![json!("confirm-override")]).await?, true, "the yes at {percent}");
    }
    Ok(())
}

#[tokio::test]
async fn the_same_sale_in_doubt_can_be_looked_at_and_come_back_from() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921209603", "80", "inDoubt").await?;
    clerk.evidence("movedByOthers").await?;
    clerk.order("0921209603", "80").await?;
    clerk.has_text("confirm-doubts", "This may be charged twice").await?;
    assert_eq!(clerk.says("confirm-send").await?, "Send again, 80.00 SSP to +211 921 209 603");
    clerk.click("earlier-look").await?;
    clerk.see("history-detail").await?;
    clerk.has_text("history-detail", "80.00 SSP").await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.window.gone(By::TestId("history-detail")).await?;
    clerk.window.press(&[], Key::Escape).await?;
    clerk.on("till").await?;
    clerk.see("top-up-number").await?;
    assert_eq!(clerk.window.value(By::TestId("top-up-number")).await?, "", "nothing invites to send it again");
    clerk.click("top-up-bring-back").await?;
    let number = By::TestId("top-up-number");
    clerk
        .window
        .until("the number to come back", async |window| Ok(window.value(number).await? == "0921 209 603"))
        .await?;
    assert_eq!(clerk.window.value(By::TestId("top-up-amount")).await?, "80");
    Ok(())
}

#[tokio::test]
async fn a_claim_is_copied_by_the_first_key_and_then_comes_the_next_customer() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921209113", "20", "declinedButCharged").await?;
    clerk.has_text("outcome-sentence", "Copy the claim").await?;
    focus_is_on(&clerk, "Copy the claim").await?;
    let folded = "return !document.querySelector('[data-testid=outcome-claim-fold]').open";
    assert_eq!(clerk.window.script(folded, vec![]).await?, true, "its text is folded");
    clerk.window.press(&[], Key::Enter).await?;
    clerk.has_text("outcome-claim", "Copied").await?;
    tab_to(&clerk, "Next customer").await
}
