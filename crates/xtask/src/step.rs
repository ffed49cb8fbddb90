//! One step after the other: progress on the terminal, children that stop when we are asked to stop, one sentence when something fails.

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often waiting loops look.
pub const TICK: Duration = Duration::from_millis(30);

/// Why there is no next step.
#[derive(Debug)]
pub enum Stop {
    /// Ctrl-C, or a signal to the same effect.
    Asked,
    /// One sentence.
    Failed(String),
}

/// Result of a step.
pub type Done<T = ()> = Result<T, Stop>;

/// `failed!("…")`: the step's one sentence.
macro_rules! failed {
    ($($text:tt)*) => { $crate::step::Stop::Failed(format!($($text)*)) };
}
pub(crate) use failed;

impl From<amanat_pg::Error> for Stop {
    fn from(error: amanat_pg::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

static ASKED: AtomicUsize = AtomicUsize::new(0);

/// From here on SIGINT, SIGTERM and SIGHUP are counted instead of ending the process.
pub fn listen_for_signals() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    thread::spawn(move || {
        for _ in signals.forever() {
            ASKED.fetch_add(1, Ordering::SeqCst);
        }
    });
}

/// How many times we were asked to stop.
pub fn times_asked() -> usize {
    ASKED.load(Ordering::SeqCst)
}

/// Fails once we were asked to stop.
pub fn go_on() -> Done {
    if times_asked() > 0 { Err(Stop::Asked) } else { Ok(()) }
}

/// Works in the workspace's root from wherever it was called. Cargo says which: two clones that share a target folder may share
/// this program too.
pub fn enter_workspace() -> Done {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&here).join("../..");
    env::set_current_dir(&root).map_err(|error| failed!("cannot enter {}: {error}", root.display()))
}

/// One line of progress with the time since the start.
pub fn say(text: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs_f32();
    eprintln!("\x1b[1m[{seconds:6.1}s]\x1b[0m {text}");
}

/// Cargo that called us, else the one on the PATH.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What `cargo run` says about this crate is no setting. Build scripts that watch these (ring's) would run again, with all that follows.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Where cargo puts debug programs.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// A program that cargo built.
pub fn built(profile: &str, name: &str) -> Done<PathBuf> {
    let path = target_dir().join(profile).join(name);
    std::path::absolute(&path).map_err(|error| failed!("{}: {error}", path.display()))
}

/// Announces the step and runs it to its end, to a failure, or until we are asked to stop.
pub fn run(text: &str, command: &mut Command) -> Done {
    say(text);
    let status = wait(command)?;
    if status.success() {
        Ok(())
    } else {
        Err(failed!("{text}: failed ({status})"))
    }
}

fn wait(command: &mut Command) -> Done<ExitStatus> {
    go_on()?;
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().map_err(|error| failed!("cannot run {program}: {error}"))?;
    let mut signalled = false;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| failed!("cannot wait for {program}: {error}"))? {
            return go_on().map(|()| status);
        }
        if times_asked() > 0 && !signalled {
            terminate(&child);
            signalled = true;
        }
        if times_asked() > 2 {
            let _ = child.kill();
        }
        thread::sleep(TICK);
    }
}

/// SIGTERM.
pub fn terminate(child: &Child) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::TERM);
    }
}
