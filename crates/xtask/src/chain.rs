//! The development chain: anvil with its state in `<data>/chain`, so that it goes on where it stopped.

use crate::{
    guard::Guarded,
    http, npm,
    step::{Done, TICK, failed, go_on, say},
};
use std::{
    env,
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
};

/// EIP-155 id of every development chain.
const CHAIN_ID: &str = "31337";
/// The same as in tools/package.json.
const VERSION: &str = "1.7.1";

/// Where anvil's program is after `npm ci` in tools/; `AMANAT_ANVIL` names another.
pub fn binary() -> Done<PathBuf> {
    if let Some(path) = env::var_os("AMANAT_ANVIL") {
        return Ok(path.into());
    }
    npm::install("tools")?;
    let platform = format!(
        "{}-{}",
        if cfg!(target_os = "macos") { "darwin" } else { "linux" },
        if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" }
    );
    let path = Path::new("tools/node_modules/@foundry-rs").join(format!("anvil-{platform}/bin/anvil"));
    if !path.exists() {
        // Not every registry has every platform's package, and a lock file must not name one that is missing: those that are not in ours come without it.
        let _ = npm::install_unlocked("tools", &format!("@foundry-rs/anvil-{platform}@{VERSION}"));
    }
    fs::canonicalize(&path)
        .map_err(|_| failed!("npm has no anvil for this machine ({platform}): install Foundry and set AMANAT_ANVIL to its anvil"))
}

/// Fails with one sentence when something else listens on the port.
pub fn require_free(port: u16, option: &str) -> Done {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Err(failed!(
            "port {port} is in use: stop the program that listens there, or choose another with {option}"
        )),
        Err(error) => Err(failed!("cannot listen on port {port}: {error}")),
    }
}

/// Starts the chain and waits until it answers.
pub fn start(data: &Path, port: u16) -> Done<Guarded> {
    let folder = data.join("chain");
    fs::create_dir_all(&folder).map_err(|error| failed!("cannot create {}: {error}", folder.display()))?;
    let state = usable_state(&folder)?;
    let log = folder.join("anvil.log");
    let output = File::create(&log).map_err(|error| failed!("cannot write {}: {error}", log.display()))?;
    let mut anvil = Command::new(binary()?);
    anvil
        .arg("--state")
        .arg(&state)
        .args(["--state-interval", "10", "--chain-id", CHAIN_ID, "--host", "127.0.0.1", "--silent"]);
    // A block for each transaction at once, and one every two seconds besides, so that confirmations come by themselves.
    anvil.args(["--block-time", "2", "--mixed-mining", "--port", &port.to_string()]);
    say(&format!("development chain on http://127.0.0.1:{port}"));
    let mut chain = Guarded::start("the development chain", &anvil, Some(output))?;
    for _ in 0..2000 {
        go_on()?;
        if answers(port) {
            return Ok(chain);
        }
        if chain.ended().is_some() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            let reason = said
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .unwrap_or("it gave no reason");
            return Err(failed!("the development chain would not start: {reason} (see {})", log.display()));
        }
        sleep(TICK);
    }
    Err(failed!(
        "the development chain does not answer on port {port}: see {}",
        log.display()
    ))
}

/// anvil writes the file in place, so a kill may cut it: the copy from the last good start stands in then.
fn usable_state(folder: &Path) -> Done<PathBuf> {
    let (state, copy) = (folder.join("state.json"), folder.join("state.last-start.json"));
    if !state.exists() {
        return Ok(state);
    }
    if is_whole(&state) {
        fs::copy(&state, &copy).map_err(|error| failed!("cannot copy {}: {error}", state.display()))?;
        return Ok(state);
    }
    if !is_whole(&copy) {
        return Err(failed!(
            "the development chain's state in {} is damaged: remove the data folder to begin anew",
            state.display()
        ));
    }
    say("the chain's state was cut off by a kill; going on from the last start");
    fs::copy(&copy, &state).map_err(|error| failed!("cannot restore {}: {error}", state.display()))?;
    Ok(state)
}

fn is_whole(state: &Path) -> bool {
    fs::read(state).is_ok_and(|bytes| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok())
}

fn answers(port: u16) -> bool {
    let question = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;
    http::post(port, question).is_some_and(|answer| answer["result"] == "0x7a69")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_cut_off_by_a_kill_is_replaced_by_the_copy_of_the_last_start() {
        let folder = env::temp_dir().join(format!("amanat-xtask-chain-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("creates");
        let state = folder.join("state.json");
        assert!(usable_state(&folder).is_ok_and(|path| path == state && !path.exists()));
        fs::write(&state, "{\"block\": 1}").expect("writes");
        assert!(usable_state(&folder).is_ok());
        fs::write(&state, "{\"block\": 2, \"acc").expect("writes");
        assert!(usable_state(&folder).is_ok());
        assert_eq!(fs::read_to_string(&state).expect("reads"), "{\"block\": 1}");
        fs::remove_dir_all(&folder).expect("removes");
    }

    #[test]
    fn a_taken_port_is_named() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = taken.local_addr().expect("an address").port();
        match require_free(port, "--port") {
            Err(crate::step::Stop::Failed(sentence)) => assert!(sentence.contains(&format!("port {port} is in use")), "{sentence}"),
            other => panic!("{other:?}"),
        }
    }
}
