//! The places where a secret must not be: the page and its stores, and every file of the till.
//!
//! Each returns the positions, so that a failure names them and never the secret.

use std::path::Path;

/// The positions of a text in the page, if any: nodes, fields, attributes and both stores.
pub const FOUND: &str = "const wanted = arguments[0];
    const places = [];
    if (document.documentElement.outerHTML.includes(wanted)) places.push('the page');
    for (const field of document.querySelectorAll('input, textarea')) if (field.value.includes(wanted)) places.push('a field');
    for (const [name, store] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]])
      if (JSON.stringify({ ...store }).includes(wanted)) places.push(name);
    if ((JSON.stringify(history.state) ?? '').includes(wanted) || location.href.includes(wanted)) places.push('the address');
    return places";

/// Every file below a folder that holds this text.
pub fn files_with(folder: &Path, wanted: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else if std::fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes()))
        {
            found.push(path.display().to_string());
        }
    }
    found
}
