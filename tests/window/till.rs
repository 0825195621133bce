//! The till as a clerk meets it: the order first and large, the float once, practice folded and remembered.
//!
//! Sizes are those of the page as it is drawn, at the sizes of window and text that a clerk may have.

use airtill_tests::clerk::{Clerk, Done};
use airtill_tests::window::{By, Launch};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::keyboard::{focus_is_on, tab_to};
use crate::screens::{each, furnish};

/// The parts of the form, each with its mark: too small, out of the window, or narrower than the form.
const FORM: &str = "const at = (mark) => [...document.querySelectorAll(`[data-testid=${mark}]`)];
    const faults = [], box = (element) => element.getBoundingClientRect();
    const need = (mark, width, height) => at(mark).forEach((element) => {
      const { left, right, top, bottom } = box(element);
      if (right - left < width - 0.5 || bottom - top < height - 0.5) faults.push(`${mark} is ${right - left} by ${bottom - top}`);
      if (top < 0 || bottom > innerHeight) faults.push(`${mark} stands from ${top} to ${bottom} of ${innerHeight}`);
    });
    ['top-up-number', 'top-up-amount'].forEach((mark) => {
      need(mark, 240, 56);
      const size = parseFloat(getComputedStyle(at(mark)[0]).fontSize);
      if (size < 20) faults.push(`${mark} is written in ${size}`);
    });
    need('quick-amount', 56, 44);
    need('top-up-continue', box(at('top-up-continue')[0].form).width, 56);
    return faults";

/// The parts that are not in one row of the bar, or outside of it, where the names are as long as names can be.
const BAR: &str = "const bar = document.querySelector('header .bar');
    for (const mark of ['connection-name', 'person'])
      bar.querySelector(`[data-testid=${mark}] bdi`).textContent = 'The second desk of the main counter at the airport of Juba';
    const { top, bottom } = bar.getBoundingClientRect(), faults = [];
    if (document.querySelector('main').getBoundingClientRect().right > innerWidth + 0.5) faults.push('the screen is wider than the window');
    if (bottom - top > 60) faults.push(`the bar is ${bottom - top} high`);
    let end = null;
    for (const mark of ['connection-name', 'environment', 'float-balance', 'float-refresh', 'person']) {
      const part = bar.querySelector(`[data-testid=${mark}]`)?.getBoundingClientRect();
      if (!part || part.width === 0) faults.push(`${mark} is not there`);
      else if (part.top < top || part.bottom > bottom || part.right > innerWidth) faults.push(`${mark} is outside`);
      else if (end !== null && part.left < end - 0.5) faults.push(`${mark} lies over what is before it`);
      end = part?.right ?? end;
    }
    return faults";

/// Puts the measures of a finger on the page, as the style sheet has them, and names each control that is smaller.
const FINGER: &str = "const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const coarse = rules.filter((rule) => rule instanceof CSSMediaRule && rule.media.mediaText.includes('pointer: coarse'));
    const root = coarse.flatMap((rule) => [...rule.cssRules]).filter((rule) => rule.selectorText === ':root');
    if (root.length === 0) return ['no measures'];
    for (const { style } of root) for (const name of style) document.documentElement.style.setProperty(name, style.getPropertyValue(name));
    for (const details of document.querySelectorAll('main details')) details.open = true;
    const controls = 'button, summary, textarea, select, input:not([type=checkbox], [type=radio]), label:has([type=checkbox], [type=radio]), [role=option]';
    return [...document.querySelectorAll(controls)].filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return width > 1 && height > 1 && (width < 43.5 || height < 43.5);
    }).map((control) => `${control.dataset.testid ?? control.className} ${control.innerText}`)";

async fn form(clerk: &Clerk, what: &str) -> Done {
    clerk.window.painted().await?;
    assert_eq!(clerk.window.script(FORM, vec![]).await?, json!([]), "{what}");
    assert_eq!(clerk.window.script(BAR, vec![]).await?, json!([]), "{what}");
    Ok(())
}

#[tokio::test]
async fn number_and_amount_come_first_and_large_and_the_float_stands_once() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    for (width, height) in [(1180, 780), (1024, 600), (900, 640), (900, 520)] {
        clerk.window.size(width, height).await?;
        form(&clerk, &format!("{width}x{height}")).await?;
    }
    let floats = clerk.window.script("return document.body.innerText.split('5,000.00').length - 1", vec![]).await?;
    assert_eq!(floats, 1, "the float is shown once");
    assert_eq!(clerk.count("float-refresh").await?, 1);
    Ok(())
}

#[tokio::test]
async fn the_bar_is_one_row_at_twice_the_size_of_text_too() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let show_at = async |percent: u32| -> Done {
        clerk.invoke("set_text_size", json!({ "request": { "percent": percent } })).await?.expect("it is a size");
        clerk.window.painted().await
    };
    for (percent, width, height) in [(150, 900, 640), (200, 1180, 780), (200, 900, 640), (200, 900, 520)] {
        show_at(100).await?;
        clerk.window.size(width, height).await?;
        show_at(percent).await?;
        clerk.window.script("document.querySelector('header').scrollIntoView()", vec![]).await?;
        let reported = clerk.window.script(BAR, vec![]).await?;
        assert_eq!(reported, json!([]), "{percent} % at {width}x{height}");
    }
    Ok(())
}

#[tokio::test]
async fn a_new_top_up_starts_empty_and_the_last_comes_back_when_asked() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    let value = async |mark: &str| clerk.window.value(By::TestId(mark)).await;
    clerk.write_order("0921234567", "60").await?;
    for from in ["the form", "the confirmation", "another screen"] {
        match from {
            "the form" => {}
            "the confirmation" => {
                clerk.click("top-up-bring-back").await?;
                clerk.click("top-up-continue").await?;
                clerk.see("confirmation").await?;
            }
            _ => {
                clerk.click("top-up-bring-back").await?;
                clerk.click("nav-settings").await?;
                clerk.on("settings").await?;
            }
        }
        clerk.window.press(&[Key::Control], 'n').await?;
        clerk.see("top-up-bring-back").await?;
        focus_is_on(&clerk, "Phone number").await?;
        assert_eq!(
            (value("top-up-number").await?, value("top-up-amount").await?),
            (String::new(), String::new()),
            "from {from}"
        );
    }
    tab_to(&clerk, "Bring back").await?;
    clerk.window.press(&[], Key::Enter).await?;
    focus_is_on(&clerk, "Amount").await?;
    assert_eq!(value("top-up-amount").await?, "60");
    clerk.click("top-up-continue").await?;
    clerk.send("confirmed").await?;
    clerk.window.press(&[Key::Control], 'n').await?;
    focus_is_on(&clerk, "Phone number").await?;
    assert_eq!(clerk.count("top-up-bring-back").await?, 0, "nothing that was sold comes back");
    Ok(())
}

#[tokio::test]
async fn the_practice_panel_is_one_stop_of_the_tab_key_while_folded() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    tab_to(&clerk, "Practise a problem").await?;
    clerk.window.press(&[], Key::Tab).await?;
    let inside = "return document.querySelector('[data-testid=trouble]').contains(document.activeElement)";
    assert_eq!(clerk.window.script(inside, vec![]).await?, false, "the next stop is behind it");
    assert_eq!(clerk.count("trouble-row").await?, 0);
    clerk.unfold_problems().await?;
    // No heading is cut: each is whole within its panel.
    let cut = "const panel = document.querySelector('[data-testid=trouble]').getBoundingClientRect();
        return [...document.querySelectorAll('[data-testid=trouble] :is(h3, summary)')].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.left < panel.left || box.right > panel.right || one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1;
        }).map((one) => one.innerText)";
    for (width, height) in [(1180, 780), (900, 520)] {
        clerk.window.size(width, height).await?;
        clerk.window.painted().await?;
        assert_eq!(clerk.window.script(cut, vec![]).await?, json!([]), "{width}x{height}");
    }
    Ok(())
}

#[tokio::test]
async fn a_till_that_was_left_practising_goes_on_with_it_at_the_next_start() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::practising(&fixture.data()).await?;
    clerk.sell("0921234567", "60", "confirmed").await?;
    clerk.click("nav-settings").await?;
    clerk.on("settings").await?;
    clerk.window.close().await?;
    let clerk = Clerk::at(&fixture.data()).await?;
    clerk.on("till").await?;
    clerk.has_text("environment", "Practice").await?;
    clerk.has_text("float-balance", "4,940.00 SSP").await?;
    clerk.see("sale-row").await?;
    Ok(())
}

#[tokio::test]
async fn every_control_is_as_large_as_a_finger_where_one_points() -> Done {
    let fixture = Fixture::new().await;
    let clerk = furnish(Launch::on(&fixture.data())?).await?;
    let found = std::sync::Mutex::new(Vec::<Value>::new());
    each(&fixture, &clerk, async |clerk, name| {
        let reported = clerk.window.script(FINGER, vec![]).await?;
        if reported != json!([]) {
            found.lock().unwrap().push(json!([name, reported]));
        }
        Ok(())
    })
    .await?;
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{}", serde_json::to_string_pretty(&found).unwrap());
    Ok(())
}
