//! A day as a list of steps: the acts of the clerk, of the service, and of everybody else meanwhile.
//!
//! A script decides everything beforehand, delays, lost answers and deaths of the program too, so that a day can be
//! repeated, shown to a person, and made smaller. Nothing here happens; times are milliseconds, sums are minor units.

/// Milliseconds, since the day began or as a span.
pub type Ms = i64;
/// Minor units of the float's currency.
pub type Minor = i64;

/// Milliseconds of one second.
pub const SECOND: Ms = 1_000;
/// Milliseconds of one minute.
pub const MINUTE: Ms = 60 * SECOND;
/// Milliseconds of one hour.
pub const HOUR: Ms = 60 * MINUTE;

/// The declarations of the connection file about the float and its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Nothing but this till and deposits move the float.
    pub this_till: bool,
    /// The least deposit; without one, nobody deposits.
    pub smallest_deposit: Option<Minor>,
    /// The service is done with a request so long after it was sent.
    pub rest: Ms,
    /// The service never writes an old float back.
    pub one_at_a_time: bool,
    /// Whether an accepted sale may be debited again.
    pub second_debit: Second,
}

/// Whether an accepted sale may be debited again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// A second debit never comes.
    No,
    /// So long after it was sent at the most.
    Within(Ms),
    /// It is not known.
    Unknown,
}

/// The cost of a sale to the float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// From this amount on, and how many thousandths of the amount are debited; ascending, the first from 0.
    pub tiers: Vec<(Minor, i64)>,
}

impl Tariff {
    /// The float loses exactly the amount.
    pub fn plain() -> Self {
        Self::flat(1000)
    }

    /// The float loses so many thousandths of every amount.
    pub fn flat(thousandths: i64) -> Self {
        Self { tiers: vec![(0, thousandths)] }
    }

    /// The cost of a sale of `amount`, rounded half up to the minor unit.
    pub fn cost(&self, amount: Minor) -> Minor {
        let share = self.tiers.iter().rev().find(|(from, _)| amount >= *from).map_or(1000, |(_, share)| *share);
        (amount * share + 500).div_euclid(1000)
    }
}

/// One day of one float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The seed that made it, 0 if a person wrote it.
    pub seed: u64,
    /// The kind of the day, for the figures.
    pub kind: &'static str,
    /// The declarations of the day.
    pub declared: Declared,
    /// The cost of sales.
    pub tariff: Tariff,
    /// Whether the till reads the float by itself after a doubt, as it does at a counter.
    pub watch: bool,
    /// The steps, in their order.
    pub steps: Vec<Step>,
}

/// A sum that depends on how things stand when it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// This much; negative lowers the float.
    Exactly(Minor),
    /// The float loses the cost of the open doubt of this number (the newest is 0); nothing where there is none.
    CostOf(usize),
    /// The float gains the cost of the open doubt of this number.
    GainOf(usize),
}

/// The service's plan for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The answer that it gives.
    pub answer: Answer,
    /// So long after sending, the float is read; of use where the service has no lock.
    pub reads: Ms,
    /// So long after sending, the float is written.
    pub books: Ms,
    /// Whether the float is debited then.
    pub debits: bool,
    /// So long after sending, airtime arrives.
    pub delivers: Option<Ms>,
    /// So long after sending, it is debited again.
    pub second: Option<Ms>,
    /// Whether the float that was read is written back, less the debit, over any movement meanwhile.
    pub unlocked: bool,
    /// The fate of the answer.
    pub line: Line,
}

/// The service's answer to a top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Delivered, with code 0.
    Delivered,
    /// Code 11 or 12 with SUCCESS.
    Queued(i64),
    /// A documented code of refusal.
    Refused(i64),
    /// An undocumented code, or one that decides nothing.
    Unknown(i64),
    /// A failure of the service itself: 500 or 502.
    Failed,
    /// 403: the float is too small.
    Short,
    /// 401, answered before anything is done; the next attempt goes through as the plan says.
    TurnedAwayOnce,
}

/// The fate of an answer on its way, and of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It arrives so long after the float was written.
    Whole(Ms),
    /// The line breaks so long after sending.
    Cut(Ms),
    /// Nothing ever comes; the till's own limit ends the wait.
    Silent,
    /// The connection cannot be opened: the service never sees the request.
    NeverOpened,
}

/// The moment at which the program dies in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kill {
    /// Before the intent is written.
    BeforeIntent,
    /// The intent is written, the request is not sent.
    BeforeSending,
    /// So long after sending, or when the answer has come and is not written.
    Waiting(Ms),
    /// The outcome is written.
    AfterOutcome,
    /// The float was read and is not written.
    BeforeFloat,
    /// After so many entries of a reading.
    AfterEntries(usize),
}

/// A person's declaration about a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The open or judged sale that it is about; the newest is 0.
    pub of: usize,
    /// Whether it arrived, and whether it was charged.
    pub yes: bool,
}

/// One step of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A sale over the connection of this number (0 or 1).
    Sell {
        /// 0 or 1.
        over: usize,
        /// The amount of the sale.
        amount: Minor,
        /// The service's plan.
        plan: Plan,
        /// The moment at which the program dies.
        kill: Option<Kill>,
    },
    /// The float is read over a connection.
    Read {
        /// 0 or 1.
        over: usize,
        /// How long after asking the service reads it; the answer takes as long again.
        snapshot: Ms,
        /// Whether an answer comes.
        answered: bool,
        /// The moment at which the program dies.
        kill: Option<Kill>,
    },
    /// The time that passes.
    Wait(Ms),
    /// The lid is closed: time passes, the monotonic clock stands still.
    Sleep(Ms),
    /// Time passes until the service is done with all its requests, as declared, and a moment more.
    Rest,
    /// The program ends and begins again after so long.
    Restart(Ms),
    /// Another till or a person moves the float, so long from now.
    Other {
        /// The time until it moves, in milliseconds.
        after: Ms,
        /// The sum of the movement.
        by: Sum,
    },
    /// The request of another till without a lock: it reads the float, and writes it back less `costs` after a while.
    OtherTill {
        /// The time until it reads.
        after: Ms,
        /// The time from its reading to its writing.
        takes: Ms,
        /// The sum that it is debited; 0 is a refusal.
        costs: Sum,
    },
    /// The company pays in, so long from now.
    Deposit {
        /// The time until it arrives.
        after: Ms,
        /// The sum that is paid in.
        by: Minor,
    },
    /// The service refunds a charged sale (the newest that can be is 0).
    Refund {
        /// The number of the sale.
        of: usize,
        /// Whether it is read before and after, with nothing else between.
        alone: bool,
    },
    /// The cost of sales changes.
    Tariff(Tariff),
    /// A person declares how a sale ended.
    Say(Word),
    /// The administrator declares again.
    Declare(Declared),
}
