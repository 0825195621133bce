//! Practice: its connections, and the troubles that a trainer can cause in it.
//!
//! The lists and the switches come from the practice services inside this program and move no real money; practising
//! itself is a connection like any other.

use airtill_contract::{
    CauseFloatTrouble, ConnectionView, Empty, FloatTroubles, SignInTroubles, SwitchSignInTrouble, TroubleList,
};

use super::shell::{Outcome, Shell};
use crate::practice;

pub async fn practise(shell: Shell, Empty {}: Empty) -> Outcome<ConnectionView> {
    shell.till.practise().await
}

pub async fn practise_twice(shell: Shell, Empty {}: Empty) -> Outcome<ConnectionView> {
    shell.till.practise_twice().await
}

pub async fn troubles(_: Shell, Empty {}: Empty) -> Outcome<TroubleList> {
    Ok(practice::troubles())
}

pub async fn float_troubles(shell: Shell, Empty {}: Empty) -> Outcome<FloatTroubles> {
    shell.practice.float_troubles()
}

pub async fn cause_float_trouble(shell: Shell, request: CauseFloatTrouble) -> Outcome<FloatTroubles> {
    shell.practice.cause_float_trouble(&request.trouble)
}

pub async fn sign_in_troubles(shell: Shell, Empty {}: Empty) -> Outcome<SignInTroubles> {
    Ok(shell.practice.sign_in_troubles())
}

pub async fn switch_sign_in_trouble(shell: Shell, request: SwitchSignInTrouble) -> Outcome<SignInTroubles> {
    shell.practice.switch_sign_in_trouble(&request)
}
