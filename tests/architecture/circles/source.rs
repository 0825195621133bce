//! The other modules that one Rust file names: its imports, the paths it names, the modules it declares.
//!
//! The file is read as tokens, so that comments and texts do not count and the bodies of macros do. Items under
//! `#[cfg(test)]` are left out. Nothing here knows which modules there are.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One file, as far as other modules are concerned.
#[derive(Debug, Default)]
pub struct Source {
    /// The modules that it declares and that live in files of their own.
    pub modules: Vec<String>,
    /// The names that `use` gives to paths.
    pub imports: BTreeMap<String, Vec<String>>,
    /// The paths that `use` ends with a star.
    pub stars: Vec<Vec<String>>,
    /// The paths that stand in its code.
    pub paths: BTreeSet<Vec<String>>,
    /// The items that it defines.
    pub items: BTreeSet<String>,
    /// Every name in it outside of `use`.
    pub names: BTreeSet<String>,
}

#[derive(Debug, PartialEq)]
enum Token {
    Name(String),
    Separator,
    Sign(char),
    Open(Delimiter),
    Close(Delimiter),
}

impl Source {
    /// Reads a file's text.
    ///
    /// # Panics
    /// When it is not Rust.
    pub fn read(text: &str) -> Source {
        let stream: TokenStream = text.parse().expect("our sources are Rust");
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        let mut source = Source::default();
        let mut reader = Reader { tokens: &tokens, at: 0, inline: Vec::new(), depth: 0 };
        reader.items(&mut source);
        source
    }
}

/// The tokens one behind the other, without attributes, literals and tests.
fn flatten(stream: TokenStream, into: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                let Some(TokenTree::Group(group)) = trees.peek() else { continue };
                let is_test = is_for_tests(&group.stream().to_string());
                trees.next();
                if is_test {
                    skip_item(&mut trees);
                }
            }
            TokenTree::Punct(sign) => match (sign.as_char(), into.last()) {
                (':', Some(Token::Sign(':'))) => {
                    into.pop();
                    into.push(Token::Separator);
                }
                (sign, _) => into.push(Token::Sign(sign)),
            },
            TokenTree::Ident(name) => into.push(Token::Name(name.to_string().trim_start_matches("r#").to_owned())),
            TokenTree::Group(group) => {
                into.push(Token::Open(group.delimiter()));
                flatten(group.stream(), into);
                into.push(Token::Close(group.delimiter()));
            }
            TokenTree::Literal(_) => into.push(Token::Sign('"')),
        }
    }
}

fn is_for_tests(attribute: &str) -> bool {
    let plain: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
    plain == "cfg(test)" || plain.starts_with("cfg(all(test,")
}

/// Passes over what an attribute belongs to: up to a semicolon or a block, for a field up to its comma.
fn skip_item(trees: &mut std::iter::Peekable<impl Iterator<Item = TokenTree>>) {
    let mut is_field = None;
    for tree in trees.by_ref() {
        match &tree {
            TokenTree::Ident(name) if is_field.is_none() => {
                let name = name.to_string();
                if name != "pub" {
                    let keywords =
                        ["fn", "mod", "use", "impl", "struct", "enum", "const", "static", "trait", "type", "async"];
                    is_field = Some(!keywords.contains(&name.as_str()));
                }
            }
            TokenTree::Punct(sign) if sign.as_char() == ';' => return,
            TokenTree::Punct(sign) if sign.as_char() == ',' && is_field == Some(true) => return,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            _ => {}
        }
    }
}

const DEFINES: &[&str] = &["struct", "enum", "union", "fn", "type", "trait", "const", "static"];

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The depths at which inline modules began.
    inline: Vec<usize>,
    depth: usize,
}

impl Reader<'_> {
    fn items(&mut self, source: &mut Source) {
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Open(_) => self.depth += 1,
                Token::Close(_) => {
                    self.depth -= 1;
                    self.inline.pop_if(|began| *began == self.depth);
                }
                Token::Name(word) if word == "use" && self.before(2) != Some(&Token::Sign('+')) => {
                    let mut path = Vec::new();
                    self.tree(&mut path, source);
                }
                Token::Name(word) if word == "mod" => self.module(source),
                Token::Name(word) if self.before(2) != Some(&Token::Separator) => {
                    if self
                        .before(2)
                        .is_some_and(|before| matches!(before, Token::Name(word) if DEFINES.contains(&word.as_str())))
                    {
                        source.items.insert(word.clone());
                    }
                    self.path(word, source);
                }
                Token::Name(word) => {
                    source.names.insert(word.clone());
                }
                Token::Separator | Token::Sign(_) => {}
            }
        }
    }

    /// The token this many places before the next one.
    fn before(&self, places: usize) -> Option<&Token> {
        self.at.checked_sub(places).and_then(|at| self.tokens.get(at))
    }

    fn module(&mut self, source: &mut Source) {
        if let (Some(Token::Name(name)), Some(next)) = (self.tokens.get(self.at), self.tokens.get(self.at + 1)) {
            if *next == Token::Sign(';') {
                source.modules.push(name.clone());
            } else if matches!(next, Token::Open(Delimiter::Brace)) {
                self.inline.push(self.depth);
            }
            self.at += 1;
        }
    }

    /// A path in code, of which the first name is read.
    fn path(&mut self, first: &str, source: &mut Source) {
        source.names.insert(first.to_owned());
        let mut path = vec![first.to_owned()];
        while let (Some(Token::Separator), Some(Token::Name(name))) =
            (self.tokens.get(self.at), self.tokens.get(self.at + 1))
        {
            path.push(name.clone());
            self.at += 2;
        }
        if path.len() > 1 {
            source.paths.insert(self.seen_from_the_file(path));
        }
    }

    /// One tree of a `use`, `path` being what stands before it.
    fn tree(&mut self, path: &mut Vec<String>, source: &mut Source) {
        let length = path.len();
        loop {
            let token = self.tokens.get(self.at);
            self.at += 1;
            match token {
                Some(Token::Name(word)) if word == "as" => {}
                Some(Token::Name(word)) => {
                    let renames = matches!(self.before(2), Some(Token::Name(word)) if word == "as");
                    if renames {
                        self.import(word, path, source);
                        path.truncate(length);
                        continue;
                    }
                    path.push(word.clone());
                    let ends = matches!(
                        self.tokens.get(self.at),
                        None | Some(Token::Sign(',' | ';') | Token::Close(Delimiter::Brace))
                    );
                    if ends {
                        if word == "self" && path.len() > 1 {
                            path.pop();
                        }
                        let name = path.last().cloned().unwrap_or_default();
                        self.import(&name, path, source);
                        path.truncate(length);
                    }
                }
                Some(Token::Sign('*')) => {
                    source.stars.push(self.seen_from_the_file(path.clone()));
                    path.truncate(length);
                }
                Some(Token::Open(Delimiter::Brace)) => {
                    self.tree(path, source);
                    path.truncate(length);
                }
                None | Some(Token::Close(Delimiter::Brace) | Token::Sign(';')) => return,
                Some(Token::Separator | Token::Sign(_) | Token::Open(_) | Token::Close(_)) => {}
            }
        }
    }

    fn import(&self, name: &str, path: &[String], source: &mut Source) {
        source.imports.insert(name.to_owned(), self.seen_from_the_file(path.to_vec()));
    }

    /// A path inside an inline module, as it would be written outside of it.
    fn seen_from_the_file(&self, mut path: Vec<String>) -> Vec<String> {
        for _ in &self.inline {
            if path.first().is_some_and(|first| first == "super") {
                path.remove(0);
            }
        }
        path
    }
}
