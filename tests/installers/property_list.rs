//! `Info.plist`, read as macOS would read it and held against the program's own configuration.
//!
//! A Mac is not here, so the reader is the one that Tauri uses; the reading of the values by macOS is not shown.

use plist::Value;
use serde_json::json;

use crate::bundle;

/// The values that macOS would not find, or find otherwise than the program has them.
fn complaints(text: &str) -> Vec<String> {
    let list = match Value::from_reader_xml(text.as_bytes()) {
        Ok(list) => list,
        Err(error) => return vec![format!("no property list: {error}")],
    };
    let found: serde_json::Value = serde_json::to_value(&list).unwrap();
    let till = bundle::configuration();
    let association = &till["bundle"]["fileAssociations"][0];
    let kind = json!(format!("{}.connection", till["identifier"].as_str().unwrap()));
    [
        ("/CFBundleName", till["productName"].clone()),
        ("/CFBundleIdentifier", till["identifier"].clone()),
        ("/CFBundleShortVersionString", json!(env!("CARGO_PKG_VERSION"))),
        ("/CFBundleVersion", json!(env!("CARGO_PKG_VERSION"))),
        ("/CFBundleExecutable", json!("airtill")),
        ("/CFBundlePackageType", json!("APPL")),
        ("/NSHighResolutionCapable", json!(true)),
        ("/CFBundleDocumentTypes/0/LSItemContentTypes/0", kind.clone()),
        ("/UTExportedTypeDeclarations/0/UTTypeIdentifier", kind),
        (
            "/UTExportedTypeDeclarations/0/UTTypeTagSpecification/public.filename-extension/0",
            association["ext"][0].clone(),
        ),
        ("/UTExportedTypeDeclarations/0/UTTypeTagSpecification/public.mime-type/0", association["mimeType"].clone()),
    ]
    .into_iter()
    .filter(|(path, wanted)| found.pointer(path) != Some(wanted))
    .map(|(path, wanted)| format!("{path} is {:?} and not {wanted}", found.pointer(path)))
    .collect()
}

fn text() -> String {
    std::fs::read_to_string(bundle::folder().join("Info.plist")).unwrap()
}

#[test]
fn macos_reads_the_program_and_its_file_type() {
    assert_eq!(complaints(&text()), [""; 0]);
}

#[test]
fn a_property_list_that_says_otherwise_is_noticed() {
    let text = text();
    assert_eq!(complaints(&text.replace("com.airtill.till.connection", "com.airtill.till.conection")).len(), 2);
    assert_eq!(complaints(&text.replace("<key>CFBundleVersion</key>", "<key>CFBundleVersio</key>")).len(), 1);
    assert_eq!(complaints(&text[..text.len() / 2]).len(), 1, "it is cut off");
}
