//! The plans of the service for a request, by name, with the usual delays; and their variations.
//!
//! Each plan agrees with itself: a success was debited before it is answered, a documented refusal was debited before
//! its answer or never. A plan whose answer is lost may act in any way within its time.

use super::script::{Answer, Line, MINUTE, Ms, Plan, SECOND};

/// The usual plan: written after a second and a half, answered a moment later.
const USUAL: Plan = Plan {
    answer: Answer::Delivered,
    reads: 100,
    books: 1_500,
    debits: true,
    delivers: Some(1_400),
    second: None,
    unlocked: false,
    line: Line::Whole(200),
};

impl Plan {
    /// Debited and delivered, code 0.
    pub const fn delivered() -> Self {
        USUAL
    }

    /// Debited, to be delivered later, code 11 or 12.
    pub const fn queued(code: i64) -> Self {
        Self { answer: Answer::Queued(code), delivers: Some(40 * MINUTE), ..USUAL }
    }

    /// Refused with a documented code; debited all the same, or not.
    pub const fn refused(code: i64, debits: bool) -> Self {
        Self { answer: Answer::Refused(code), debits, delivers: None, ..USUAL }
    }

    /// Answered with an undocumented code.
    pub const fn unknown(code: i64, debits: bool, delivered: bool) -> Self {
        Self { answer: Answer::Unknown(code), debits, delivers: if delivered { Some(1_400) } else { None }, ..USUAL }
    }

    /// Nothing was done, and a failure is answered.
    pub const fn failed() -> Self {
        Self { answer: Answer::Failed, debits: false, delivers: None, ..USUAL }
    }

    /// Delivered, and the booking failed: nothing is debited.
    pub const fn booking_failed() -> Self {
        Self { answer: Answer::Failed, debits: false, ..USUAL }
    }

    /// Refused because the float is too small.
    pub const fn short() -> Self {
        Self { answer: Answer::Short, debits: false, delivers: None, ..USUAL }
    }

    /// Turned away once, then delivered.
    pub const fn turned_away_once() -> Self {
        Self { answer: Answer::TurnedAwayOnce, ..USUAL }
    }

    /// Lost before the service did anything.
    pub const fn lost_before() -> Self {
        Self { line: Line::Cut(2 * SECOND), ..Self::failed() }
    }

    /// The connection cannot be opened.
    pub const fn never_opened() -> Self {
        Self { line: Line::NeverOpened, debits: false, delivers: None, ..USUAL }
    }

    /// The plan with its answer cut.
    pub const fn lost(self) -> Self {
        Self { line: Line::Cut(2 * SECOND), ..self }
    }

    /// The plan without any answer.
    pub const fn silent(self) -> Self {
        Self { line: Line::Silent, ..self }
    }

    /// The plan with the float written so long after sending, and airtime not before that.
    pub const fn booked_after(self, books: Ms) -> Self {
        let delivers = match self.delivers {
            Some(at) if at < books && at < 10 * MINUTE => Some(books),
            other => other,
        };
        Self { books, delivers, ..self }
    }

    /// The plan without a lock: the float is read early and written back.
    pub const fn unlocked(self) -> Self {
        Self { unlocked: true, ..self }
    }

    /// The plan with a second debit so long after sending.
    pub const fn again_after(self, second: Ms) -> Self {
        Self { second: Some(second), ..self }
    }
}
