//! Numbers that look random and are the same for the same seed.
//!
//! SplitMix64 (Steele, Lea, Flood 2014): one multiplication chain a number, and neighbouring seeds give unrelated days.
//! Not for secrets.

/// A generator of chances.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The chances of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1; 0 where `limit` is not positive.
    pub fn below(&mut self, limit: i64) -> i64 {
        let Ok(limit) = u64::try_from(limit) else { return 0 };
        if limit == 0 {
            return 0;
        }
        i64::try_from(self.next() % limit).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// True in so many of a thousand cases.
    pub fn in_thousand(&mut self, cases: i64) -> bool {
        self.below(1000) < cases
    }

    /// One of these.
    ///
    /// # Panics
    /// There is none.
    pub fn of<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        let at = self.below(i64::try_from(these.len()).unwrap_or(i64::MAX));
        &these[usize::try_from(at).unwrap_or(0)]
    }
}
