//! The scanner on a real development node, alone and behind a node that lies.

mod faults;
mod follow;
mod http;
mod late;
mod reorgs;
mod stage;
