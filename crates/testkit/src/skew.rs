//! A wrong clock for one process: a few lines of C, compiled by the linker driver that Rust needs anyway, shift what the process
//! believes the time of day to be.

use std::{path::Path, process::Command};

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

/* Shifts the time of day by SKEW_S seconds; the monotonic clock stays as it is. */
int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
    int outcome = real(clock, at);
    const char *skew = getenv("SKEW_S");
    if (outcome == 0 && clock == CLOCK_REALTIME && skew) at->tv_sec += atol(skew);
    return outcome;
}
"#;

/// Compiles the shim into `folder` and returns the settings that put a process under it.
pub fn settings(folder: &Path, seconds: i64) -> Vec<(&'static str, String)> {
    let (source, library) = (folder.join("skew.c"), folder.join("skew.so"));
    std::fs::write(&source, SOURCE).expect("writes the shim");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .status();
    assert!(built.is_ok_and(|status| status.success()), "cc compiles the shim");
    vec![("LD_PRELOAD", library.display().to_string()), ("SKEW_S", seconds.to_string())]
}
