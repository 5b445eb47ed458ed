//! A service that runs.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::program::{Begun, Ended};

const PATIENCE: Duration = Duration::from_secs(120);

/// A process of `serve`, `work` or `all`. Dropped, it is asked to end and waited for, so that its database ends with it.
pub(crate) struct Running(Option<Begun>);

impl Running {
    pub(super) fn new(begun: Begun) -> Self {
        Self(Some(begun))
    }

    fn begun(&mut self) -> &mut Begun {
        self.0.as_mut().expect("it runs until it is taken")
    }

    /// What it has logged so far.
    pub(crate) fn log(&mut self) -> String {
        fs::read_to_string(&self.begun().err).unwrap()
    }

    /// Waits until it has logged a line with these words; gives the line.
    pub(crate) fn says(&mut self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if let Some(line) = log.lines().find(|line| line.contains(words)) {
                return line.to_owned();
            }
            let ended = self.begun().child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "it does not say {words:?}, {ended:?}: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it serves; gives the status of a path at the operators' address.
    pub(crate) fn operators(&mut self, path: &str) -> u16 {
        let address = self.says("operators on ").rsplit_once("operators on ").unwrap().1.trim().to_owned();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{answer}"))
    }

    /// Waits until it is ready.
    pub(crate) fn ready(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while self.operators("/readyz") != 200 {
            assert!(Instant::now() < deadline, "it is not ready: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn signal(&mut self, signal: Signal) {
        kill(Pid::from_raw(self.begun().child.id().cast_signed()), signal).unwrap();
    }

    /// Ends it in order, as an operator does.
    pub(crate) fn terminate(mut self) -> Ended {
        self.signal(Signal::SIGTERM);
        self.0.take().expect("it runs until it is taken").wait()
    }

    /// Kills it, as the system does that has no memory left.
    pub(crate) fn kill(mut self) {
        self.signal(Signal::SIGKILL);
        self.0.take().expect("it runs until it is taken").wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.as_mut().is_some_and(|begun| matches!(begun.child.try_wait(), Ok(None))) {
            self.signal(Signal::SIGTERM);
            if let Some(begun) = self.0.take() {
                begun.wait();
            }
        }
    }
}
