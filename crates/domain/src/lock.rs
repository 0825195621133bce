//! The lock of a plain value, taken whether or not an earlier holder panicked.
//!
//! Only for values that are valid after every single statement that changes them: then a panic in between leaves
//! nothing half-done, and giving up with it would only spread it.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Waits for the lock; a value that a panicking thread left behind is taken as it is.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until nobody writes; a value that a panicking thread left behind is taken as it is.
pub fn lock_to_read<T: ?Sized>(value: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    value.read().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until nobody reads or writes; a value that a panicking thread left behind is taken as it is.
pub fn lock_to_write<T: ?Sized>(value: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    value.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_panic_of_one_holder_does_not_lock_out_the_next() {
        let value = Arc::new(Mutex::new(1));
        let other = Arc::clone(&value);
        let panicked = std::thread::spawn(move || {
            let mut held = lock(&other);
            *held = 2;
            panic!("holding it");
        })
        .join();
        assert!(panicked.is_err() && value.is_poisoned());
        assert_eq!(*lock(&value), 2);
    }

    #[test]
    fn a_panic_of_one_writer_locks_out_no_reader_and_no_writer() {
        let value = Arc::new(RwLock::new(1));
        let other = Arc::clone(&value);
        let panicked = std::thread::spawn(move || {
            let mut held = lock_to_write(&other);
            *held = 2;
            panic!("holding it");
        })
        .join();
        assert!(panicked.is_err() && value.is_poisoned());
        assert_eq!(*lock_to_read(&value), 2);
        *lock_to_write(&value) = 3;
        assert_eq!(*lock_to_read(&value), 3);
    }
}
