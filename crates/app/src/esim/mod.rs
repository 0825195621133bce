//! Truphone Connect at work: eSIMs are sold, looked up and topped up, and the company's customers are kept.
//!
//! The till signs in here as a client, by the id and secret that the administrator gave: no person has an account, and
//! nobody is asked while tokens renew themselves. `prepare` and `order` are the way of a sale, `answer` makes the
//! service's answer a fact, `follow` asks how orders go on, `gather` and `evidence` look for the subscriptions of those
//! whose answer was lost. Everything else only asks the service and stores nothing.

mod answer;
mod day;
mod evidence;
mod listed;
mod numbers;
mod schedule;
