//! Lists, newest first, and the expansion of ids into objects.

use super::{params::Params, refusal::Refusal, world::World};
use serde_json::{Value, json};

/// Parameters by which a list can be narrowed: equal to the field of the same name.
const FILTERS: [&str; 8] = [
    "payment_intent",
    "charge",
    "transfer_group",
    "destination",
    "type",
    "status",
    "currency",
    "source_transaction",
];

/// A page of everything whose id begins with `prefix`.
pub fn list(world: &World, prefix: &str, url: &str, params: &Params) -> Result<Value, Refusal> {
    let mut known = vec![
        "limit",
        "starting_after",
        "created[gte]",
        "created[gt]",
        "created[lte]",
        "created[lt]",
    ];
    known.extend(FILTERS);
    params.only(&known)?;
    let limit = params.integer("limit")?.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(Refusal::invalid("limit", "Invalid integer: must be between 1 and 100").code("parameter_invalid_integer"));
    }
    let after = params.get("starting_after");
    if let Some(id) = after.filter(|id| world.find(prefix, "object", id).is_err()) {
        return Err(Refusal::missing_in("starting_after", "object", id));
    }
    let bound = |key: &str| params.integer(&format!("created[{key}]"));
    let (gte, gt, lte, lt) = (bound("gte")?, bound("gt")?, bound("lte")?, bound("lt")?);
    let wanted = |object: &&Value| {
        let created = object["created"].as_i64().unwrap_or_default();
        let in_time = gte.is_none_or(|t| created >= t)
            && gt.is_none_or(|t| created > t)
            && lte.is_none_or(|t| created <= t)
            && lt.is_none_or(|t| created < t);
        let older = after.is_none_or(|id| object["id"].as_str().is_some_and(|this| this < id));
        let fits = FILTERS
            .iter()
            .all(|name| params.get(name).is_none_or(|value| object[*name] == value));
        in_time && older && fits
    };
    let size = usize::try_from(limit).unwrap_or(10);
    let ids: Vec<&str> = world
        .all(prefix)
        .rev()
        .filter(wanted)
        .filter_map(|object| object["id"].as_str())
        .take(size + 1)
        .collect();
    let data: Vec<Value> = ids.iter().take(size).map(|id| world.public(id)).collect();
    Ok(json!({ "object": "list", "url": url, "has_more": ids.len() > size, "data": data }))
}

/// Replaces the ids that the request asked to expand.
pub fn expand(world: &World, answer: &mut Value, params: &Params) -> Result<(), Refusal> {
    for path in params.expansions() {
        let segments: Vec<&str> = path.split('.').collect();
        if segments.len() > 4 || !expand_path(world, answer, &segments) {
            return Err(Refusal::invalid("expand", format!("This property cannot be expanded ({path}).")));
        }
    }
    Ok(())
}

fn expand_path(world: &World, at: &mut Value, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    let Some(field) = at.get_mut(*first) else { return false };
    if let Some(id) = field.as_str() {
        if world.get(id).is_none() {
            return false;
        }
        *field = world.public(id);
    }
    match field {
        Value::Array(items) => items.iter_mut().all(|item| expand_path(world, item, rest)),
        Value::Null => true,
        other => expand_path(world, other, rest),
    }
}
