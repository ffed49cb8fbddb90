//! Walks every reachable deal and proves the table: no money without a timer, no unit lost, no action by the wrong actor.

use amanat_base::{Amount, Time};
use amanat_escrow::{Action, Actor, Deal, Kind, Periods, Pot, RULES, Refusal, State, TimerChange, allowed, decide, forecast};
use std::collections::{HashMap, HashSet, VecDeque};

const PERIODS: Periods = Periods {
    payment_s: 60,
    confirmation_s: 120,
    delivery_s: 180,
    inspection_s: 240,
    dispute_s: 300,
};

fn now() -> Time {
    Time::from_timestamp(1_790_000_000, 0).expect("in range")
}

fn n(units: u128) -> Amount {
    Amount::from_u128(units)
}

/// A small universe of inputs: enough to reach every branch, few enough to walk exhaustively.
fn actions() -> Vec<Action> {
    let mut all = vec![
        Action::PaymentSeen,
        Action::PaymentDropped,
        Action::PaymentReversed,
        Action::Fund {
            total: n(5),
            fee: n(1),
            milestones: vec![],
        },
        Action::Fund {
            total: n(5),
            fee: n(2),
            milestones: vec![n(2), n(3)],
        },
        Action::Cancel,
        Action::Deliver,
        Action::RequestChanges,
        Action::GrantTime { seconds: 3_600 },
        Action::Confirm,
        Action::Refund,
        Action::ProposeCancel,
        Action::AcceptCancel,
        Action::DeclineCancel,
        Action::OpenDispute,
        Action::TimeOut,
    ];
    for units in [0, 1, 2, 5] {
        all.push(Action::ReleasePart { amount: n(units) });
        all.push(Action::RefundPart { amount: n(units) });
        all.push(Action::Rule { to_seller: n(units) });
        all.push(Action::Meter { earned: n(units) });
        all.push(Action::Settle { earned: n(units) });
    }
    all
}

/// Breadth-first over everything; calls `see` for each edge, refused or not.
fn walk(mut see: impl FnMut(&Deal, &Action, Actor, &Result<amanat_escrow::Change, Refusal>)) -> HashSet<Deal> {
    let starts = Kind::ALL.map(|kind| Deal::new(kind, PERIODS));
    let (mut seen, mut queue) = (HashSet::from(starts.clone()), VecDeque::from(starts));
    while let Some(deal) = queue.pop_front() {
        for action in actions() {
            for actor in Actor::ALL {
                let outcome = decide(&deal, &action, actor, now());
                see(&deal, &action, actor, &outcome);
                if let Ok(change) = outcome
                    && seen.insert(change.deal.clone())
                {
                    queue.push_back(change.deal);
                }
            }
        }
    }
    seen
}

#[test]
fn every_state_is_reached() {
    let states: HashSet<State> = walk(|_, _, _, _| {}).into_iter().map(|d| d.state).collect();
    assert_eq!(states, State::ALL.into_iter().collect());
}

#[test]
fn only_the_actors_of_the_table_may_act() {
    let mut edges = 0;
    walk(|deal, action, actor, outcome| {
        edges += 1;
        let listed = RULES
            .iter()
            .any(|r| r.is_for(deal.kind, deal.state) && r.action == action.kind() && r.by.contains(&actor));
        let possible = RULES.iter().any(|r| r.is_for(deal.kind, deal.state) && r.action == action.kind());
        match outcome {
            Ok(_) => assert!(listed, "{actor:?} did {action:?} in {:?}", deal.state),
            Err(Refusal::WrongActor) => assert!(possible && !listed),
            Err(Refusal::WrongState) => assert!(!possible),
            Err(_) => assert!(listed),
        }
        if outcome.is_ok() {
            assert!(allowed(deal, actor).contains(&action.kind()), "{action:?} works but is not offered");
        }
    });
    assert!(edges > 10_000, "the walk is too small to mean anything: {edges}");
}

#[test]
fn the_table_has_one_line_per_state_action_and_actor() {
    let mut seen = HashSet::new();
    for rule in RULES {
        for kind in rule.kinds {
            for from in rule.from {
                for by in rule.by {
                    let line = (*kind, *from, rule.action, *by);
                    assert!(seen.insert(line), "{line:?} twice");
                }
            }
        }
    }
}

#[test]
fn money_moves_only_through_held_and_sums_to_zero() {
    walk(|deal, action, _, outcome| {
        let Ok(change) = outcome else { return };
        let mut pots: HashMap<Pot, i128> = HashMap::new();
        for flow in &change.flows {
            assert!(!flow.amount.is_zero(), "an empty flow");
            let units: i128 = flow.amount.to_string().parse().expect("small");
            *pots.entry(flow.from).or_default() -= units;
            *pots.entry(flow.to).or_default() += units;
        }
        assert_eq!(pots.values().sum::<i128>(), 0);
        let held = |d: &Deal| d.held().to_string().parse::<i128>().expect("small");
        assert_eq!(
            pots.get(&Pot::Held).copied().unwrap_or(0),
            held(&change.deal) - held(deal),
            "{action:?}"
        );
    });
}

#[test]
fn what_came_in_is_what_went_out_and_the_fee_is_never_more_than_stated() {
    for deal in walk(|_, _, _, _| {}) {
        let out = Amount::sum([deal.released, deal.refunded]).expect("small");
        assert!(out <= deal.paid_in, "{deal:?}");
        assert!(deal.fee_taken <= deal.fee && deal.fee_taken <= deal.released, "{deal:?}");
        if deal.state.is_final() {
            assert!(deal.held().is_zero(), "a final state holds money: {deal:?}");
        }
        if deal.kind != Kind::Metered {
            assert!(deal.earned.is_zero());
        }
        if deal.state == State::Completed && deal.refunded.is_zero() {
            assert_eq!(deal.fee_taken, deal.fee, "a full release takes exactly the stated fee");
        }
        if !deal.state.holds_money() {
            assert!(deal.held().is_zero(), "{:?} holds money", deal.state);
        }
    }
}

#[test]
fn every_state_that_holds_money_ends_by_its_timer() {
    for deal in walk(|_, _, _, _| {}) {
        if deal.state.is_final() {
            assert!(deal.period_s(deal.state).is_none() && forecast(&deal, now()).is_none());
            continue;
        }
        assert!(deal.period_s(deal.state).is_some_and(|s| s > 0), "{:?} has no period", deal.state);
        let (mut at, mut steps) = (deal.clone(), 0);
        while !at.state.is_final() {
            at = decide(&at, &Action::TimeOut, Actor::Timer, now())
                .expect("the timer always may")
                .deal;
            steps += 1;
            assert!(steps <= 8, "timers go round in circles from {deal:?}");
        }
        let said = forecast(&deal, now()).expect("a running deal has a forecast");
        let done = decide(&deal, &Action::TimeOut, Actor::Timer, now()).expect("the timer always may");
        assert_eq!(said.state, done.deal.state);
    }
}

#[test]
fn entering_a_state_sets_its_timer_and_leaving_the_table_clears_it() {
    walk(|deal, action, _, outcome| {
        let Ok(change) = outcome else { return };
        match change.timer {
            TimerChange::Clear => assert!(change.deal.state.is_final()),
            TimerChange::Set(at) => assert!(at > now() && !change.deal.state.is_final()),
            TimerChange::Keep => assert!(change.deal.state == deal.state && !deal.state.is_final(), "{action:?}"),
        }
    });
}

#[test]
fn a_final_state_accepts_nothing() {
    walk(|deal, action, actor, outcome| {
        if deal.state.is_final() {
            assert_eq!(outcome, &Err(Refusal::WrongState), "{action:?} by {actor:?}");
        }
    });
}

#[test]
fn one_side_alone_can_not_cancel_together() {
    walk(|deal, action, actor, outcome| {
        if matches!(action, Action::AcceptCancel) && outcome.is_ok() {
            let proposer = deal.cancel_proposed_by.expect("a proposal stands");
            assert_ne!(actor.party(), Some(proposer));
        }
    });
}

#[test]
fn three_refunds_of_forty_percent_are_one_too_many() {
    let fund = Action::Fund {
        total: n(100),
        fee: n(5),
        milestones: vec![],
    };
    let mut deal = decide(&Deal::new(Kind::Work, PERIODS), &fund, Actor::Rail, now())
        .expect("funds")
        .deal;
    for _ in 0..2 {
        deal = decide(&deal, &Action::RefundPart { amount: n(40) }, Actor::Seller, now())
            .expect("fits")
            .deal;
    }
    let third = decide(&deal, &Action::RefundPart { amount: n(40) }, Actor::Seller, now());
    assert_eq!(third.expect_err("too much"), Refusal::WrongAmount);
}

#[test]
fn a_reversed_payment_comes_back_to_where_it_was() {
    let fund = Action::Fund {
        total: n(100),
        fee: n(5),
        milestones: vec![],
    };
    let mut deal = Deal::new(Kind::Work, PERIODS);
    for (action, actor) in [
        (&fund, Actor::Rail),
        (&Action::Deliver, Actor::Seller),
        (&Action::PaymentReversed, Actor::Rail),
    ] {
        deal = decide(&deal, action, actor, now()).expect("allowed").deal;
    }
    assert_eq!((deal.state, deal.held()), (State::Confirming, Amount::ZERO));
    let again = decide(&deal, &fund, Actor::Rail, now()).expect("allowed").deal;
    assert_eq!((again.state, again.held()), (State::Delivered, n(100)));
}

#[test]
fn the_graph_names_every_state() {
    let graph = amanat_escrow::mermaid();
    for state in State::ALL {
        assert!(graph.contains(state.as_str()), "{state:?}");
    }
}

#[test]
fn a_metered_deal_pays_for_what_was_used_and_gives_back_the_rest() {
    let fund = Action::Fund {
        total: n(100),
        fee: n(10),
        milestones: vec![],
    };
    let running = |steps: &[(Action, Actor)]| {
        steps.iter().fold(Deal::new(Kind::Metered, PERIODS), |deal, (action, actor)| {
            decide(&deal, action, *actor, now()).expect("allowed").deal
        })
    };
    let delivered = [(fund, Actor::Rail), (Action::Deliver, Actor::Fulfilment)];
    let end = |deal: &Deal, action: Action, actor| {
        let deal = decide(deal, &action, actor, now()).expect("allowed").deal;
        (deal.state, deal.released, deal.fee_taken, deal.refunded)
    };
    let deal = running(&delivered);
    let settle = |earned| Action::Settle { earned: n(earned) };
    assert_eq!(end(&deal, settle(33), Actor::Fulfilment), (State::Completed, n(33), n(3), n(67)));
    assert_eq!(end(&deal, settle(0), Actor::Fulfilment), (State::Refunded, n(0), n(0), n(100)));
    assert_eq!(end(&deal, settle(100), Actor::Fulfilment), (State::Completed, n(100), n(10), n(0)));
    assert!(decide(&deal, &settle(101), Actor::Fulfilment, now()).is_err());
    assert!(
        decide(&deal, &Action::Confirm, Actor::Buyer, now()).is_err(),
        "use accepts, not a click"
    );
    let metered = decide(&deal, &Action::Meter { earned: n(40) }, Actor::Fulfilment, now())
        .expect("allowed")
        .deal;
    assert_eq!(end(&metered, Action::TimeOut, Actor::Timer), (State::Completed, n(40), n(4), n(60)));
    let disputed = decide(&metered, &Action::OpenDispute, Actor::Buyer, now()).expect("allowed").deal;
    assert!(
        decide(&disputed, &Action::Confirm, Actor::Buyer, now()).is_err(),
        "it would pay for what was not used"
    );
    assert_eq!(
        end(&disputed, Action::TimeOut, Actor::Timer),
        (State::Completed, n(40), n(4), n(60))
    );
}

#[test]
fn use_that_was_recorded_goes_with_the_payment_that_it_was_a_part_of() {
    let fund = |total| Action::Fund {
        total: n(total),
        fee: n(0),
        milestones: vec![],
    };
    // Paid in an asset of many digits, used, taken back, and paid anew in one of few.
    let steps = [
        (fund(1_000_000), Actor::Rail),
        (Action::Deliver, Actor::Fulfilment),
        (Action::Meter { earned: n(400_000) }, Actor::Fulfilment),
        (Action::PaymentReversed, Actor::Rail),
        (fund(100), Actor::Rail),
    ];
    let deal = steps.iter().fold(Deal::new(Kind::Metered, PERIODS), |deal, (action, actor)| {
        decide(&deal, action, *actor, now()).expect("allowed").deal
    });
    assert_eq!((deal.state, deal.paid_in, deal.earned), (State::Delivered, n(100), n(0)));
}

#[test]
fn a_seller_can_not_call_digital_goods_delivered() {
    let fund = Action::Fund {
        total: n(100),
        fee: n(0),
        milestones: vec![],
    };
    for kind in [Kind::Digital, Kind::Metered] {
        let deal = decide(&Deal::new(kind, PERIODS), &fund, Actor::Rail, now()).expect("funds").deal;
        let refused = decide(&deal, &Action::Deliver, Actor::Seller, now());
        assert_eq!(refused.expect_err("not the seller's"), Refusal::WrongActor);
    }
}
