use super::Outcome;
use amanat_marketplace::Event;
pub(super) fn react(_out: &mut Outcome, _event: Event) {}
