//! A real development node and a lying one, for tests.
