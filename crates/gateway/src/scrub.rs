//! Takes the seller's key out of whatever a service answers, in any form in which services tend to echo it, over chunk borders.
//!
//! Stars of the same length take its place, so that a stated content length stays true. The search is an Aho-Corasick automaton: one
//! pass, whatever the number of forms, and its depth says exactly how many bytes may still become a key and have to wait.

mod forms;

use axum::body::Bytes;
use std::{collections::VecDeque, sync::Arc};

/// The forms of one key, ready to search for.
pub(crate) struct Scrubber {
    nodes: Vec<Node>,
    /// Children of the root by byte, 0 for none: nearly every byte of an answer ends here.
    roots: [u32; 256],
}

#[derive(Default)]
struct Node {
    children: Vec<(u8, u32)>,
    /// The longest proper suffix that some form begins with.
    fail: u32,
    depth: usize,
    /// Length of the longest form that ends here, 0 for none.
    hit: usize,
}

impl Scrubber {
    /// For every form of `key`.
    pub(crate) fn new(key: &str) -> Self {
        Self::of(&forms::of(key))
    }

    fn of(forms: &[Vec<u8>]) -> Self {
        let mut nodes = vec![Node::default()];
        for form in forms.iter().filter(|form| !form.is_empty()) {
            let mut at = 0;
            for byte in form {
                at = match child(&nodes[at as usize], *byte) {
                    Some(next) => next,
                    None => add(&mut nodes, at, *byte),
                };
            }
            nodes[at as usize].hit = form.len();
        }
        let mut roots = [0; 256];
        for (byte, next) in &nodes[0].children {
            roots[usize::from(*byte)] = *next;
        }
        let mut scrubber = Self { nodes, roots };
        scrubber.link();
        scrubber
    }

    /// Sets the fail links, nearest to the root first.
    fn link(&mut self) {
        let mut waiting: VecDeque<u32> = self.nodes[0].children.iter().map(|(_, next)| *next).collect();
        while let Some(at) = waiting.pop_front() {
            let fail = self.nodes[at as usize].fail;
            self.nodes[at as usize].hit = self.nodes[at as usize].hit.max(self.nodes[fail as usize].hit);
            for (byte, next) in self.nodes[at as usize].children.clone() {
                self.nodes[next as usize].fail = self.step(fail, byte);
                waiting.push_back(next);
            }
        }
    }

    fn step(&self, mut at: u32, byte: u8) -> u32 {
        while at != 0 {
            let node = &self.nodes[at as usize];
            match child(node, byte) {
                Some(next) => return next,
                None => at = node.fail,
            }
        }
        self.roots[usize::from(byte)]
    }

    /// True when a form of the key is in `text`.
    pub(crate) fn finds_in(&self, text: &[u8]) -> bool {
        let mut at = 0;
        text.iter().any(|byte| {
            at = self.step(at, *byte);
            self.nodes[at as usize].hit > 0
        })
    }
}

fn child(node: &Node, byte: u8) -> Option<u32> {
    node.children.iter().find(|(b, _)| *b == byte).map(|(_, next)| *next)
}

fn add(nodes: &mut Vec<Node>, parent: u32, byte: u8) -> u32 {
    let next = u32::try_from(nodes.len()).expect("keys are a few thousand bytes");
    let depth = nodes[parent as usize].depth + 1;
    nodes.push(Node { depth, ..Node::default() });
    nodes[parent as usize].children.push((byte, next));
    next
}

/// One body on its way.
pub(crate) struct Scrubbing {
    scrubber: Arc<Scrubber>,
    at: u32,
    /// What may still become a key.
    waiting: Vec<u8>,
}

impl Scrubbing {
    pub(crate) fn new(scrubber: Arc<Scrubber>) -> Self {
        Self {
            scrubber,
            at: 0,
            waiting: Vec::new(),
        }
    }

    /// What of the body up to here may go on; a chunk without anything suspicious passes uncopied.
    pub(crate) fn push(&mut self, chunk: Bytes) -> Bytes {
        let before = self.waiting.len();
        let mut hits = Vec::new();
        for (i, byte) in chunk.iter().enumerate() {
            self.at = self.scrubber.step(self.at, *byte);
            let end = before + i + 1;
            match self.scrubber.nodes[self.at as usize].hit {
                0 => {}
                length => hits.push(end - length..end),
            }
        }
        let wait = self.scrubber.nodes[self.at as usize].depth;
        if before == 0 && wait == 0 && hits.is_empty() {
            return chunk;
        }
        let mut text = std::mem::take(&mut self.waiting);
        text.extend_from_slice(&chunk);
        for hit in hits {
            text[hit].fill(b'*');
        }
        self.waiting = text.split_off(text.len() - wait);
        text.into()
    }

    /// The rest, at the end of the body.
    pub(crate) fn rest(&mut self) -> Bytes {
        self.at = 0;
        std::mem::take(&mut self.waiting).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "sk-live/4f+9a~\"key\"";

    fn scrub(text: &[u8], cuts: &[usize]) -> Vec<u8> {
        let mut scrubbing = Scrubbing::new(Arc::new(Scrubber::new(KEY)));
        let mut out = Vec::new();
        let mut from = 0;
        for cut in cuts.iter().copied().chain([text.len()]) {
            let to = cut.clamp(from, text.len());
            out.extend_from_slice(&scrubbing.push(Bytes::copy_from_slice(&text[from..to])));
            from = to;
        }
        out.extend_from_slice(&scrubbing.rest());
        out
    }

    #[test]
    fn the_key_becomes_stars_of_its_length() {
        let text = format!("<{KEY}>{KEY}");
        let stars = "*".repeat(KEY.len());
        assert_eq!(scrub(text.as_bytes(), &[]), format!("<{stars}>{stars}").into_bytes());
    }

    #[test]
    fn what_can_not_become_the_key_does_not_wait() {
        let mut scrubbing = Scrubbing::new(Arc::new(Scrubber::new(KEY)));
        assert_eq!(scrubbing.push(Bytes::from_static(b"data: {}\n\n")), "data: {}\n\n");
        assert_eq!(scrubbing.push(Bytes::from_static(b"a sk-li")), "a ");
        assert_eq!(scrubbing.push(Bytes::from_static(b"on\n")), "sk-lion\n");
    }

    #[test]
    fn overlapping_forms_are_all_found() {
        let scrubber = Scrubber::of(&[b"abcd".to_vec(), b"bc".to_vec(), b"cdef".to_vec()]);
        let mut scrubbing = Scrubbing::new(Arc::new(scrubber));
        let mut out = scrubbing.push(Bytes::from_static(b"xabcdefx")).to_vec();
        out.extend(scrubbing.rest());
        assert_eq!(out, b"x******x");
    }

    proptest! {
        #[test]
        fn no_form_survives_wherever_the_chunks_are_cut(
            form in prop::sample::select(forms::of(KEY)),
            before in ".{0,20}",
            after in ".{0,20}",
            mut cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            cuts.sort_unstable();
            let text = [before.as_bytes(), &form, after.as_bytes()].concat();
            let out = scrub(&text, &cuts);
            prop_assert_eq!(out.len(), text.len());
            prop_assert!(!Scrubber::new(KEY).finds_in(&out));
        }

        #[test]
        fn other_bytes_pass_unchanged(text in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..300) {
            prop_assert_eq!(scrub(&text, &[cut]), text);
        }
    }
}
