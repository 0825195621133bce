//! The limits around the page: the acts that an injected script cannot do (W2 to W5). Asked of the built till, in the
//! engine it ships with.
//!
//! Each attempt runs inside the page and has to end in a refusal that the engine or the till gives. Requests that are
//! only malformed are in `hostile`.

use airtill_tests::clerk::{Clerk, Done};
use serde_json::{Value, json};

use crate::fixture::Fixture;

/// Runs a piece of script and returns its value, or the name of its exception.
async fn tried(clerk: &Clerk, script: &str) -> Done<Value> {
    let guarded = format!("try {{ {script} }} catch (thrown) {{ return thrown.name }}");
    clerk.window.script(&guarded, vec![]).await
}

#[tokio::test]
async fn w02_the_page_runs_its_own_script_alone_and_reaches_the_till_alone() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    clerk.on("start").await?;
    let refused = "window.refused = []; addEventListener('securitypolicyviolation', (event) => window.refused.push(event.effectiveDirective));";
    clerk.window.script(refused, vec![]).await?;

    assert_eq!(tried(&clerk, "return eval('1 + 1')").await?, "EvalError");
    assert_eq!(tried(&clerk, "return new Function('return 1')()").await?, "EvalError");
    let inline = "const script = document.createElement('script'); script.textContent = 'window.intruder = 1'; document.head.append(script);
        const image = document.createElement('img'); image.setAttribute('onerror', 'window.intruder = 2'); image.src = 'data:image/png,x'; document.body.append(image);
        const style = document.createElement('style'); style.textContent = 'body { display: none }'; document.head.append(style);
        const frame = document.createElement('iframe'); frame.src = 'https://example.com/'; document.body.append(frame);
        const remote = document.createElement('script'); remote.src = 'https://example.com/x.js'; document.head.append(remote);
        const picture = document.createElement('img'); picture.src = 'https://example.com/x.png'; document.body.append(picture);
        const form = document.createElement('form'); form.action = 'https://example.com/'; document.body.append(form); form.submit();
        const base = document.createElement('base'); base.href = 'https://example.com/'; document.head.append(base);";
    tried(&clerk, inline).await?;
    let fetched = clerk
        .window
        .script_async("const done = arguments[0]; fetch('https://example.com/').then(() => done('reached'), () => done('refused'))", vec![])
        .await?;
    assert_eq!(fetched, "refused");
    for directive in [
        "script-src-elem",
        "script-src-attr",
        "style-src-elem",
        "frame-src",
        "img-src",
        "connect-src",
        "form-action",
        "base-uri",
    ] {
        let waited_for = format!("the policy to refuse {directive}");
        let script = format!("return window.refused.includes('{directive}')");
        clerk.window.until(&waited_for, async |window| Ok(window.script(&script, vec![]).await? == true)).await?;
    }
    assert_eq!(
        clerk.window.script("return window.intruder ?? null", vec![]).await?,
        Value::Null,
        "an inline script ran"
    );
    clerk.read("Practise without money").await?;
    Ok(())
}

#[tokio::test]
async fn w04_nothing_leads_out_of_the_till() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    clerk.on("start").await?;
    clerk.window.script("window.stayed = true", vec![]).await?;
    let anchor = |address: &str, target: &str| {
        format!(
            "const a = document.createElement('a'); a.href = '{address}'; a.target = '{target}'; document.body.append(a); a.click()"
        )
    };
    let mut ways = vec![
        "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=https://example.com/'; document.head.append(meta)"
            .to_owned(),
    ];
    for address in [
        "https://example.com/",
        "data:text/html,<p>out</p>",
        "http://127.0.0.1:1/",
        "file:///etc/hostname",
        "about:blank",
        "tauri://elsewhere/",
    ] {
        ways.push(anchor(address, "_self"));
        ways.push(anchor(address, "_blank"));
        ways.push(format!("location.href = '{address}'"));
        ways.push(format!("location.replace('{address}')"));
        ways.push(format!("window.opened = window.open('{address}')"));
    }
    for way in ways {
        let _ = tried(&clerk, &way).await?;
        // A timer of the same queue, set after the attempt, and an answer of the till: both come later than a
        // navigation would.
        clerk
            .window
            .script_async(
                "const done = arguments[0]; setTimeout(() => requestAnimationFrame(done), 20); setTimeout(done, 200)",
                vec![],
            )
            .await?;
        assert!(
            clerk.invoke("start", json!({ "request": {} })).await?.is_ok(),
            "{way}: the till is not reached any more"
        );
        let here = clerk
            .window
            .script("return `${window.stayed} ${location.origin} ${window.opened ?? 'nothing'}`", vec![])
            .await?;
        assert_eq!(here, "true tauri://localhost nothing", "{way}");
    }
    clerk.read("Practise without money").await?;
    Ok(())
}

#[tokio::test]
async fn w05_no_global_door_and_no_prototype_to_bend() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    assert_eq!(tried(&clerk, "return typeof window.__TAURI__").await?, "undefined");
    assert_eq!(tried(&clerk, "return Object.isFrozen(Object.prototype)").await?, true);
    Ok(())
}

#[tokio::test]
async fn w03_commands_that_were_not_declared_are_refused() -> Done {
    let fixture = Fixture::new().await;
    let clerk = Clerk::at(&fixture.data()).await?;
    clerk.on("start").await?;
    for (command, request) in [
        ("plugin:fs|read_text_file", json!({ "path": "/etc/hostname" })),
        ("plugin:shell|execute", json!({ "program": "id" })),
        ("plugin:shell|open", json!({ "path": "https://example.com" })),
        ("plugin:opener|open_url", json!({ "url": "https://example.com" })),
        ("plugin:http|fetch", json!({ "url": "https://example.com" })),
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:dialog|message", json!({ "message": "x" })),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "other", "url": "https://example.com" } }),
        ),
        ("plugin:webview|create_webview", json!({ "windowLabel": "main", "options": { "label": "other" } })),
        ("plugin:window|create", json!({ "options": { "label": "other" } })),
        ("plugin:window|set_title", json!({ "label": "main", "value": "x" })),
        ("plugin:window|close", json!({ "label": "main" })),
        ("plugin:webview|internal_toggle_devtools", json!({})),
        ("plugin:event|emit", json!({ "event": "till", "payload": {} })),
        ("plugin:event|emit_to", json!({ "target": { "kind": "Any" }, "event": "till", "payload": {} })),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ("plugin:app|version", json!({})),
        ("plugin:app|app_hide", json!({})),
        ("plugin:process|exit", json!({ "code": 0 })),
        ("plugin:updater|check", json!({})),
        ("plugin:window-state|save_window_state", json!({ "flags": 1 })),
        ("plugin:resources|close", json!({ "rid": 1 })),
        ("read_ledger", json!({})),
    ] {
        assert!(clerk.invoke(command, request).await?.is_err(), "{command} was answered");
    }
    clerk.read("Practise without money").await?;
    Ok(())
}
