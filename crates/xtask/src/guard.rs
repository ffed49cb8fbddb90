//! Children that can't outlive us. Each runs below a guard that holds the reading end of a pipe; however we end, kill -9 included, the
//! kernel closes the writing end, and the guard stops its child in good order.

use crate::step::{Done, TICK, failed, say, terminate, times_asked};
use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    env,
    ffi::OsString,
    io::{Read, stdin},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Time for an orderly end, in which the server also stops its database.
const GRACE: Duration = Duration::from_secs(75);

static ABANDONED: AtomicBool = AtomicBool::new(false);

/// The guard's own main.
pub fn guard(command: &[OsString]) -> ExitCode {
    let Some((program, args)) = command.split_first() else {
        return ExitCode::FAILURE;
    };
    let mut child = match Command::new(program).args(args).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("cannot run {}: {error}", program.display());
            return ExitCode::FAILURE;
        }
    };
    thread::spawn(|| {
        let mut byte = [0];
        while matches!(stdin().read(&mut byte), Ok(1)) {}
        ABANDONED.store(true, Ordering::SeqCst);
    });
    let mut asked_at: Option<Instant> = None;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
            Ok(None) => {}
            Err(_) => return ExitCode::FAILURE,
        }
        let over = ABANDONED.load(Ordering::SeqCst) || times_asked() > 0;
        match asked_at {
            None if over => {
                terminate(&child);
                asked_at = Some(Instant::now());
            }
            Some(at) if at.elapsed() > GRACE => {
                let _ = child.kill();
            }
            _ => {}
        }
        thread::sleep(TICK);
    }
}

/// A child below its guard. Dropping it stops it and waits.
pub struct Guarded {
    name: &'static str,
    guard: Child,
}

impl Guarded {
    /// Starts `command` (program, arguments and environment; its output goes where `command` says) below a guard.
    pub fn start(name: &'static str, command: &Command, output: Option<std::fs::File>) -> Done<Self> {
        let own = env::current_exe().map_err(|error| failed!("cannot find the xtask program: {error}"))?;
        let mut guard = Command::new(own);
        guard.arg("guard").arg("--").arg(command.get_program()).args(command.get_args());
        guard.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        // Its own group: Ctrl-C in the terminal reaches only us, and we decide the order of stopping.
        guard.stdin(Stdio::piped()).process_group(0);
        if let Some(file) = output {
            let copy = file
                .try_clone()
                .map_err(|error| failed!("cannot write the log of {name}: {error}"))?;
            guard.stdout(copy).stderr(file);
        }
        let guard = guard.spawn().map_err(|error| failed!("cannot start {name}: {error}"))?;
        Ok(Self { name, guard })
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.guard.try_wait().ok().flatten()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        say(&format!("stopping {}", self.name));
        drop(self.guard.stdin.take());
        let before = times_asked();
        while self.ended().is_none() {
            // Somebody who asks again means it.
            if times_asked() > before.max(1)
                && let Some(group) = i32::try_from(self.guard.id()).ok().and_then(Pid::from_raw)
            {
                let _ = kill_process_group(group, Signal::KILL);
            }
            thread::sleep(TICK);
        }
    }
}
