//! No core dumps: one would hold secrets in clear.

#[cfg(target_os = "linux")]
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};

/// Switches core dumps off for this process. On Linux also where the system hands them to a program: for that, the size limit
/// alone does not count (core(5)), and only a process that is not dumpable (prctl(2)) leaves none.
///
/// # Errors
/// When the system refuses.
pub fn forbid_core_dumps() -> nix::Result<()> {
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    #[cfg(target_os = "linux")]
    prctl::set_dumpable(false)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use nix::sys::resource::getrlimit;

    use super::*;

    #[test]
    fn a_process_that_forbids_core_dumps_leaves_none() {
        forbid_core_dumps().unwrap();
        assert_eq!(getrlimit(Resource::RLIMIT_CORE).unwrap(), (0, 0));
        #[cfg(target_os = "linux")]
        assert!(!prctl::get_dumpable().unwrap());
    }
}
