//! A thousand callers that find their token too old, all at once: how often the service is asked for a new one.
//!
//! Each caller is a whole command of the window, which asks the service a question of its own with the token. The token
//! is old by the till's clock alone, and the service holds its answer back until all of them wait, so that none comes
//! too late to find it old. One refresh is the promise; a second one ends the sign-in at services that spend their
//! refresh tokens, so no round is taken again.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::{Effect, Endpoint, Fault, Gate, PracticeAccounts};
use airtill_tests::browser::Opener;
use tokio::task::JoinSet;

use crate::account::{self, ComputerClock, Encoder};
use crate::company::Company;
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{micros, now};

/// Callers at once.
const CALLERS: usize = 1000;
/// Longer than the lifetime of the service's token.
const LATER: Duration = Duration::from_secs(3 * 60 * 60);
/// How long the service holds its answer back. The callers need some milliseconds to arrive.
const GATHERING: Duration = Duration::from_millis(500);

/// Lets all callers ask, and counts the refreshes.
pub async fn measure() -> Fallible<[Measure; 1]> {
    allow_connections();
    let company = Company::start()?;
    let folder = account::folder()?;
    let clock = ComputerClock::new();
    let till = account::open(folder.path(), Encoder::default(), Opener::new().0, clock.clone())?;
    let key = company.import(&till).await?;
    let clerk = PracticeAccounts::account();
    let request = SignInWithPassword {
        connection: key.clone(),
        username: clerk.email.to_owned(),
        password: InwardSecret(clerk.password.to_owned()),
    };
    till.sign_in_with_password(request).await.map_err(account::failed)?;
    let named = ForConnection { connection: key };
    till.refresh_person(named.clone()).await.map_err(account::failed)?;
    let asked = |endpoint| company.accounts.hits_on(endpoint);
    let (refreshes, questions) = (asked(Endpoint::OAuthToken), asked(Endpoint::UserById));

    clock.advance(LATER);
    let gate = Gate::new();
    company.accounts.set_fault(Endpoint::OAuthToken, Fault::before(Effect::Wait(gate.clone())));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (till, named) = (till.clone(), named.clone());
        callers.spawn(async move { till.refresh_person(named).await });
    }
    gate.reached(1).await;
    tokio::time::sleep(GATHERING).await;
    let waiting = CALLERS - (asked(Endpoint::UserById) - questions);
    let began = now();
    gate.open();
    while let Some(answer) = callers.join_next().await {
        answer?.map_err(account::failed)?;
    }
    let each = micros(began.elapsed()) / CALLERS as u64;
    till.close(Duration::from_secs(10)).await;

    let (refreshes, questions) = (asked(Endpoint::OAuthToken) - refreshes, asked(Endpoint::UserById) - questions);
    if waiting != CALLERS || questions < CALLERS {
        return Err(format!("{waiting} callers waited and {questions} asked, of {CALLERS}").into());
    }
    let from = format!("{CALLERS} callers, {each} us each with a question of its own");
    Ok([Measure {
        name: "refreshes for a thousand stale callers",
        till: refreshes as u64,
        floor: 1,
        unit: Unit::Count,
        bound: Ratio(100),
        from,
    }])
}

/// Raises the limit of descriptors: both ends of every caller's connection are in this process.
fn allow_connections() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let wanted = 4 * CALLERS as u64;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        if current.is_some_and(|current| current < wanted) {
            let current = Some(maximum.map_or(wanted, |maximum| wanted.min(maximum)));
            // Where it is refused, the callers report it.
            let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
        }
    }
}
