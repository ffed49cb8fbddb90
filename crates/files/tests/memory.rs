//! A picture that would fill the memory is refused by its header (F02). Alone in its process, which counts what is allocated.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says so")]

#[expect(dead_code, reason = "shared with the other test binary, which uses all of it")]
#[path = "it/app.rs"]
mod app;

use app::App;
use peak_alloc::PeakAlloc;
use tokio::sync::Mutex;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
/// One after the other: what both take would be counted together.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A PNG that says it has so many pixels, with the beginning of an image of zeros.
fn huge(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let rows = [
        0x78, 0x9c, 0xed, 0xc1, 0x01, 0x01, 0, 0, 0, 0x80, 0x90, 0xfe, 0xaf, 0xee, 0x08, 0x0a,
    ];
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &rows.repeat(1000)),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let content = [kind.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, content.as_slice(), &crc(&content).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 },
        )
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[tokio::test]
async fn a_picture_of_two_and_a_half_gigapixels_costs_next_to_nothing() {
    let _alone = ALONE.lock().await;
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    // Warms up whatever is made once.
    app.upload(&una, "purpose=avatar", app::png(8, 8)).await.data();
    for (width, height) in [(50_000, 50_000), (u32::MAX >> 1, 1), (12_000, 12_000), (9_000, 9_000)] {
        let bomb = huge(width, height);
        assert!(bomb.len() < 32 << 10);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        for purpose in ["avatar", "attachment"] {
            let reply = app.upload(&una, &format!("purpose={purpose}"), bomb.clone()).await;
            reply.refused(422, "FILE_REFUSED");
        }
        let used = MEMORY.peak_usage().saturating_sub(before);
        assert!(used < 50 << 20, "{width} x {height} took {used} bytes");
    }
}

/// So many zeros, packed: one, and then "the last 258 once more" in 13 bits each.
fn packed_zeros(times: usize) -> Vec<u8> {
    let bits = [true, true, false]
        .into_iter()
        .chain(code(0b0011_0000))
        .chain((0..times).flat_map(|_| code(0b1100_0101).chain([false; 5])));
    let mut packed = vec![0x78, 0x9c];
    let mut filled = 8;
    for bit in bits {
        if filled == 8 {
            packed.push(0);
            filled = 0;
        }
        *packed.last_mut().unwrap() |= u8::from(bit) << filled;
        filled += 1;
    }
    packed
}

fn code(bits: u8) -> impl Iterator<Item = bool> {
    (0..8).rev().map(move |at| bits >> at & 1 == 1)
}

/// What stands beside the pixels can burst as well.
#[tokio::test]
async fn a_packed_colour_profile_costs_little() {
    let _alone = ALONE.lock().await;
    let app = App::start().await;
    let una = app.person("Una", &[]).await;
    let picture = app::png(8, 8);
    let profile = chunk(b"iCCP", &[b"x\0\0".as_slice(), &packed_zeros(600_000)].concat());
    // Signature and header, the profile, the rest.
    let bomb = [&picture[..33], &profile, &picture[33..]].concat();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    app.upload(&una, "purpose=attachment", bomb).await.data();
    let taken = MEMORY.peak_usage() - before;
    assert!(taken < 40 << 20, "{taken} bytes for a profile of 150 megabytes");
}
