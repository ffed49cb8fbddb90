//! Init data against published vectors, and against whoever changes it.

use super::*;
use proptest::prelude::*;

/// The bot of the first vector, published in the Mini Apps documentation with its token.
const DOCUMENTED: (&str, &str, i64) = (
    "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8",
    "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22\
     %2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648\
     &hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2",
    1_662_771_648,
);
/// The second, of init-data-golang's tests: with a signature for third parties too.
const SIGNED: (&str, &str, i64) = (
    "7342037359:AAHI25ES9xCOMPokpYoz-p8XVrZUdygo2J4",
    "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%22last_name%22%3A%22Kibenko%22%2C\
     %22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C\
     %22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D\
     &chat_instance=8134722200314281151&chat_type=private&auth_date=1733509682\
     &signature=TYJxVcisqbWjtodPepiJ6ghziUL94-KNpG8Pau-X7oNNLNBM72APCpi_RKiUlBvcqo5L-LAxIc3dnTzcZX_PDg\
     &hash=a433d8f9847bd6addcc563bff7cc82c89e97ea0d90c11fe5729cae6796a36d73",
    1_733_509_682,
);
const THIRD_PARTY: Bot = Bot::Id {
    id: 7_342_037_359,
    test_servers: false,
};

fn at(seconds: i64) -> Time {
    DateTime::from_timestamp(seconds, 0).expect("a time")
}

fn bot(token: &str) -> Bot {
    Bot::Token(Secret::new(token))
}

fn refusal(bot: &Bot, init_data: &str, now: i64) -> String {
    let error = bot.open(init_data, at(now)).expect_err("is refused");
    assert_eq!(error.code, Code::TelegramRefused);
    format!("{error:?}")
}

#[test]
fn published_vectors_are_opened() {
    for (token, init_data, date) in [DOCUMENTED, SIGNED] {
        let opened = bot(token).open(init_data, at(date)).expect("opens");
        assert_eq!((opened.user.id, opened.user.username.as_deref()), (279_058_397, Some("vdkfrost")));
        assert_eq!(opened.expires_at, at(date + 600));
    }
    let opened = THIRD_PARTY.open(SIGNED.1, at(SIGNED.2)).expect("opens");
    assert_eq!(opened.user.first_name, "Vladislav + - ? /");
}

#[test]
fn another_bots_data_is_refused() {
    refusal(&bot(SIGNED.0), DOCUMENTED.1, DOCUMENTED.2);
    refusal(&bot(DOCUMENTED.0), SIGNED.1, SIGNED.2);
    let other = |id, test_servers| Bot::Id { id, test_servers };
    refusal(&other(7_342_037_358, false), SIGNED.1, SIGNED.2);
    refusal(&other(7_342_037_359, true), SIGNED.1, SIGNED.2);
}

#[test]
fn it_is_good_for_ten_minutes() {
    let (token, init_data, date) = DOCUMENTED;
    for fresh in [-60, 0, 600] {
        assert!(bot(token).open(init_data, at(date + fresh)).is_ok());
    }
    for stale in [-61, 601, 86_400] {
        assert!(refusal(&bot(token), init_data, date + stale).contains("too old"));
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    let (token, init_data, date) = DOCUMENTED;
    for twice in ["&user=%7B%22id%22%3A1%7D", "&auth_date=1662771648", "&hash=00"] {
        assert!(refusal(&bot(token), &format!("{init_data}{twice}"), date).contains("can't be read"));
    }
    // The same lines as were signed, with the user hidden in another field.
    let user = parse(init_data).expect("reads")["user"].clone();
    let hidden: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("auth_date", "1662771648")
        .append_pair("query_id", &format!("AAHdF6IQAAAAAN0XohDhrOrc\nuser={user}"))
        .append_pair("hash", "c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2")
        .finish();
    assert!(refusal(&bot(token), &hidden, date).contains("can't be read"));
}

#[test]
fn what_says_the_same_is_the_same() {
    let (token, init_data, date) = SIGNED;
    let shuffled: Vec<_> = init_data.split('&').rev().collect();
    let (one, other) = (bot(token).open(init_data, at(date)), bot(token).open(&shuffled.join("&"), at(date)));
    assert_eq!(one.expect("opens"), other.expect("opens"));
    // Telegram's own signature doesn't cover the hash.
    let rehashed = init_data.replace("hash=a4", "hash=b4");
    let (one, other) = (THIRD_PARTY.open(init_data, at(date)), THIRD_PARTY.open(&rehashed, at(date)));
    assert_eq!(one.expect("opens"), other.expect("opens"));
}

#[test]
fn nothing_of_it_may_be_missing() {
    let (token, init_data, date) = DOCUMENTED;
    for without in ["hash", "auth_date", "user", "query_id"] {
        let rest: Vec<_> = init_data.split('&').filter(|field| !field.starts_with(without)).collect();
        refusal(&bot(token), &rest.join("&"), date);
    }
    refusal(&THIRD_PARTY, DOCUMENTED.1, DOCUMENTED.2);
}

proptest! {
    // Signatures are slow to check in an unoptimised build.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_else_is_refused(text in "\\PC{0,300}") {
        prop_assert!(bot(DOCUMENTED.0).open(&text, at(DOCUMENTED.2)).is_err());
        prop_assert!(THIRD_PARTY.open(&text, at(SIGNED.2)).is_err());
    }

    /// Whatever byte is changed, it is refused, or says the same as before.
    #[test]
    fn no_byte_can_be_changed(index in 0..SIGNED.1.len(), byte in b'!'..=b'~') {
        let mut bytes = SIGNED.1.as_bytes().to_vec();
        bytes[index] = byte;
        let text = String::from_utf8(bytes).expect("ASCII");
        for bot in [bot(SIGNED.0), THIRD_PARTY] {
            let honest = bot.open(SIGNED.1, at(SIGNED.2)).expect("opens");
            if let Ok(opened) = bot.open(&text, at(SIGNED.2)) {
                prop_assert_eq!(opened, honest);
            }
        }
    }
}
