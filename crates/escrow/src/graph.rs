//! Prints the table as a Mermaid state diagram, for ARCHITECTURE.md and `amanat escrow graph`.

use crate::{Kind, RULES, Rule, State, To};
use std::fmt::Write;

/// The table as `stateDiagram-v2`.
pub fn mermaid() -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> awaiting_payment\n");
    for rule in RULES {
        for from in rule.from {
            for to in targets(rule, *from) {
                let by: Vec<_> = rule.by.iter().map(|actor| actor.as_str()).collect();
                let _ = writeln!(
                    out,
                    "    {} --> {}: {} ({}){}",
                    from.as_str(),
                    to.as_str(),
                    rule.action.as_str(),
                    by.join(" or "),
                    only(rule.kinds)
                );
            }
        }
    }
    for state in State::ALL.into_iter().filter(|s| s.is_final()) {
        let _ = writeln!(out, "    {} --> [*]", state.as_str());
    }
    out
}

fn targets(rule: &Rule, from: State) -> Vec<State> {
    match rule.to {
        To::State(state) => vec![state],
        To::Same => vec![from],
        To::ByHeld { empty, rest } => vec![empty, rest],
        To::SameUnlessEmpty(empty) => vec![from, empty],
        To::Settled => vec![State::Completed, State::Refunded],
        To::Resume if from == State::Confirming => vec![State::Funded, State::Delivered, State::Disputed],
        To::Resume => vec![State::Funded],
    }
}

/// For which deals, where not for all.
fn only(kinds: &[Kind]) -> &'static str {
    match kinds {
        [Kind::Work] => " [work]",
        [Kind::Digital, Kind::Metered] => " [goods]",
        [Kind::Work, Kind::Digital] => " [not metered]",
        [Kind::Metered] => " [metered]",
        _ => "",
    }
}
