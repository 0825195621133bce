//! Updates of the till, as its window asks for them.
//!
//! When anything happens is decided in the use cases; how a program is replaced stands in this shell's own `updates`.

use airtill_contract::{Empty, ForLanguage, ForUpdate, SetUpdatePolicy, UpdatesView};

use super::shell::{Outcome, Shell};

pub async fn updates(shell: Shell, request: ForLanguage) -> Outcome<UpdatesView> {
    shell.till.updates(request).await
}

pub async fn check_for_updates(shell: Shell, request: ForLanguage) -> Outcome<UpdatesView> {
    shell.till.check_for_updates(request).await
}

pub async fn fetch_update(shell: Shell, request: ForUpdate) -> Outcome<UpdatesView> {
    shell.till.fetch_update(request).await
}

pub async fn drop_update(shell: Shell, Empty {}: Empty) -> Outcome<UpdatesView> {
    shell.till.drop_update().await
}

pub async fn install_update(shell: Shell, request: ForUpdate) -> Outcome<UpdatesView> {
    shell.till.install_update(request).await
}

pub async fn set_update_policy(shell: Shell, request: SetUpdatePolicy) -> Outcome<UpdatesView> {
    shell.till.set_update_policy(request).await
}
