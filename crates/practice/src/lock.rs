//! The lock of a plain value, taken whether or not an earlier holder panicked.
//!
//! A practice service goes on for its other callers. Only for values that are valid after every single statement that changes them.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waits for the lock; a value that a panicking thread left behind is taken as it is.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_one_holder_does_not_lock_out_the_next() {
        let value = Mutex::new(1);
        let panicked = std::thread::scope(|scope| {
            let holder = || {
                *lock(&value) += 1;
                let _held = lock(&value);
                panic!("holding it");
            };
            scope.spawn(holder).join()
        });
        assert!(panicked.is_err() && value.is_poisoned());
        assert_eq!(*lock(&value), 2);
    }
}
