//! Reads Rust sources just well enough to know their string literals and what each is an argument of.

/// A string literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Unescaped.
    pub text: String,
    /// In which line it begins, from 1.
    pub line: usize,
    /// What it is within, outermost first: the name before each bracket that is open, empty where there is none.
    pub within: Vec<String>,
}

/// A call of interest, and whether a sentence stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The name before the bracket.
    pub name: String,
    /// In which line it begins, from 1.
    pub line: usize,
    /// How many literals with a space stand in it.
    pub sentences: usize,
    /// How many commas stand between its arguments.
    pub commas: usize,
}

/// Literals and calls of a source, without its unit tests, which stand at its end.
pub fn read(source: &str) -> (Vec<Literal>, Vec<Call>) {
    let end = source
        .find("\n#[cfg(test)]\nmod ")
        .filter(|at| source[*at..].lines().take(4).any(|line| line.ends_with('{')));
    let mut reader = Reader {
        text: &source[..end.unwrap_or(source.len())],
        at: 0,
        line: 1,
        open: Vec::new(),
        literals: Vec::new(),
        calls: Vec::new(),
    };
    reader.run();
    (reader.literals, reader.calls)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    open: Vec<Open>,
    literals: Vec<Literal>,
    calls: Vec<Call>,
}

/// A bracket that is open.
struct Open {
    name: String,
    line: usize,
    sentences: usize,
    commas: usize,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let rest = self.rest();
            if rest.starts_with("//") {
                self.skip(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.skip(rest.find("*/").map_or(rest.len(), |n| n + 2));
            } else if let Some(hashes) = raw(rest, self.text[..self.at].chars().next_back()) {
                let close = format!("\"{}", "#".repeat(hashes));
                let from = rest.find('"').expect("a raw string begins") + 1;
                let length = rest[from..].find(&close).expect("a raw string ends");
                self.literal(rest[from..from + length].to_owned(), from + length + close.len());
            } else if c == '"' {
                let length = length_of_string(rest);
                self.literal(unescape(&rest[1..length - 1]), length);
            } else if let Some(length) = character(rest) {
                self.skip(length);
            } else {
                match c {
                    '(' | '[' | '{' => self.open.push(Open {
                        name: callee(&self.text[..self.at]),
                        line: self.line,
                        sentences: 0,
                        commas: 0,
                    }),
                    ')' | ']' | '}' => self.close(),
                    ',' => self.open.last_mut().into_iter().for_each(|open| open.commas += 1),
                    _ => {}
                }
                self.skip(c.len_utf8());
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip(&mut self, length: usize) {
        self.line += self.text[self.at..self.at + length].matches('\n').count();
        self.at += length;
    }

    fn literal(&mut self, text: String, length: usize) {
        if text.contains(' ') {
            self.open.iter_mut().for_each(|open| open.sentences += 1);
        }
        let within = self.open.iter().map(|open| open.name.clone()).collect();
        self.literals.push(Literal {
            text,
            line: self.line,
            within,
        });
        self.skip(length);
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.calls.push(Call {
                name: open.name,
                line: open.line,
                sentences: open.sentences,
                commas: open.commas,
            });
        }
    }
}

/// How many `#` a raw string that begins here has.
fn raw(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let hashes = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let quote = hashes.trim_start_matches('#');
    quote.starts_with('"').then(|| hashes.len() - quote.len())
}

fn length_of_string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    panic!("a string that does not end: {}", &rest[..rest.len().min(80)]);
}

/// The length of a character literal that begins here; None for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        return inside[2..].find('\'').map(|n| n + 4);
    }
    let c = inside.chars().next()?;
    inside[c.len_utf8()..].starts_with('\'').then(|| c.len_utf8() + 2)
}

/// The path or method before a bracket, a macro's `!` included.
fn callee(before: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '!' | '#');
    let name = before.trim_end_matches(|c: char| !is_part(c) && c == '\u{0}');
    let start = name
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map_or(name.len(), |(at, _)| at);
    name[start..].to_owned()
}

fn unescape(text: &str) -> String {
    let (mut out, mut chars) = (String::new(), text.chars().peekable());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(other)) => out.push(other),
            _ => out.push(c),
        }
    }
    out
}

#[test]
fn literals_are_found_where_they_stand() {
    let source = "fn f<'a>(c: char) {\n    // \"no\"\n    x.say(format!(\"a \\\"b\\\" {c}\"), '\"', r#\"q \" r\"#);\n}\n#[cfg(test)]\nmod tests {\n \"z z\" }";
    let (literals, calls) = read(source);
    let texts: Vec<_> = literals.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts, ["a \"b\" {c}", "q \" r"]);
    assert_eq!(literals[0].within.last().map(String::as_str), Some("format!"));
    assert_eq!(literals[0].line, 3);
    let say = calls.iter().find(|call| call.name == "x.say").expect("the call");
    assert_eq!((say.line, say.sentences, say.commas), (3, 2, 2));
}
