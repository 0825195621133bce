//! Keeping a crash from writing this process's memory, and the secrets in it, to disk.
//!
//! One function, called once at start by the shell. Windows writes full dumps only where an administrator configured
//! them.

/// Asks the operating system to leave no core dump of this process. On Linux it also keeps other programs of the same
/// person from reading its memory, and with it makes `/proc/<pid>` belong to root.
///
/// # Errors
/// The error of the system where it refuses; the program can go on.
pub fn refuse_core_dumps() -> std::io::Result<()> {
    #[cfg(unix)]
    rustix::process::setrlimit(
        rustix::process::Resource::Core,
        rustix::process::Rlimit { current: Some(0), maximum: Some(0) },
    )?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn v11_this_process_leaves_no_core_dump() {
        super::refuse_core_dumps().expect("Linux allows it");
        assert_eq!(
            rustix::process::dumpable_behavior().expect("readable"),
            rustix::process::DumpableBehavior::NotDumpable
        );
        assert_eq!(rustix::process::getrlimit(rustix::process::Resource::Core).current, Some(0));
    }
}
