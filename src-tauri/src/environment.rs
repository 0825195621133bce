//! The environment variables of this computer, and those of them that other programs may inherit.
//!
//! Everything here is a function of a table of variables, so that every desktop can be had in a test. The table is read
//! once; nothing is ever set, because other threads read while it is.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The names and values of environment variables.
pub type Variables = BTreeMap<OsString, OsString>;

/// The variables of this process.
pub fn of_this_process() -> Variables {
    std::env::vars_os().collect()
}

/// Whether a browser that is started from here comes up on this computer, before the person, and reaches this program.
///
/// Not from a remote session, whose browser is elsewhere. Where a window needs a display: not without one, nor in a
/// container, whose network may be its own. Flatpak's containers have the network of the computer.
pub fn browser_is_here(variables: &Variables, needs_a_display: bool) -> bool {
    let value = |name: &str| variables.get(OsStr::new(name)).filter(|value| !value.is_empty());
    let remote = ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].into_iter().any(|name| value(name).is_some());
    let display = value("DISPLAY").or_else(|| value("WAYLAND_DISPLAY")).is_some();
    let contained = value("container").is_some_and(|kind| kind != "flatpak");
    !remote && (!needs_a_display || (display && !contained))
}

/// The variables that a program of the system inherits: on an AppImage without those that its bundle has set, because
/// the libraries and modules of the bundle would be loaded into it and it would not start.
///
/// The bundle puts itself before the entries of lists. In a list only its own parts are removed; a variable that holds
/// nothing else is removed.
#[cfg(target_os = "linux")]
pub fn outside_the_bundle(variables: &Variables) -> Variables {
    let text =
        |name: &str| variables.get(OsStr::new(name)).and_then(|value| value.to_str()).filter(|value| !value.is_empty());
    if text("APPIMAGE").is_none() && text("APPDIR").is_none() {
        return variables.clone();
    }
    // A folder that contains everything would remove everything.
    let bundle = text("APPDIR").map(|folder| folder.trim_end_matches('/')).filter(|folder| !folder.is_empty());
    let mut left = Variables::new();
    for (name, value) in variables {
        let inherited = match (name.to_str(), value.to_str(), bundle) {
            (Some(name), ..) if is_of_a_bundle(name) => None,
            (_, Some(value), Some(bundle)) if is_inside(value, bundle) => {
                let parts: Vec<_> =
                    value.split(':').filter(|part| !part.is_empty() && !is_inside(part, bundle)).collect();
                (!parts.is_empty()).then(|| OsString::from(parts.join(":")))
            }
            _ => Some(value.clone()),
        };
        left.extend(inherited.map(|inherited| (name.clone(), inherited)));
    }
    // Without a path nothing is found at all.
    left.entry(OsString::from("PATH")).or_insert_with(|| OsString::from("/usr/local/bin:/usr/bin:/bin"));
    left
}

/// Names that belong to the bundle with any value: its start script gives some a word instead of a folder.
#[cfg(target_os = "linux")]
fn is_of_a_bundle(name: &str) -> bool {
    const NAMES: [&str; 7] =
        ["LD_LIBRARY_PATH", "LD_PRELOAD", "APPIMAGE", "APPDIR", "ARGV0", "OWD", "GSETTINGS_SCHEMA_DIR"];
    // Not the bundle's: it selects the person's input method.
    name != "GTK_IM_MODULE"
        && (NAMES.contains(&name) || ["GTK_", "GIO_", "GDK_", "PYTHON"].iter().any(|family| name.starts_with(family)))
}

/// Whether a value names the bundle's folder or something in it.
#[cfg(target_os = "linux")]
fn is_inside(value: &str, bundle: &str) -> bool {
    value
        .match_indices(bundle)
        .any(|(at, _)| value[at + bundle.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = [(&'static str, &'static str)];

    fn table(rows: &Rows) -> Variables {
        rows.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
    }

    #[test]
    fn b05_a_browser_is_here_only_at_a_local_display_outside_containers() {
        let display = ("DISPLAY", ":0");
        let wayland = ("WAYLAND_DISPLAY", "wayland-0");
        // The variables, and whether a browser is here: on Linux, elsewhere.
        let cases: &[(&Rows, bool, bool)] = &[
            (&[], false, true),
            (&[display], true, true),
            (&[wayland], true, true),
            (&[display, wayland], true, true),
            (&[("DISPLAY", "")], false, true),
            (&[display, ("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")], false, false),
            (&[display, ("SSH_CLIENT", "192.0.2.1 50000 22")], false, false),
            (&[display, ("SSH_TTY", "/dev/pts/0")], false, false),
            (&[wayland, ("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")], false, false),
            (&[("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")], false, false),
            (&[display, ("SSH_CONNECTION", "")], true, true),
            (&[display, ("container", "podman")], false, true),
            (&[display, ("container", "oci")], false, true),
            (&[display, ("container", "flatpak")], true, true),
            (&[("container", "flatpak")], false, true),
            (&[display, ("container", "")], true, true),
        ];
        for (rows, on_linux, elsewhere) in cases {
            assert_eq!(browser_is_here(&table(rows), true), *on_linux, "on Linux with {rows:?}");
            assert_eq!(browser_is_here(&table(rows), false), *elsewhere, "elsewhere with {rows:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn b03_a_program_of_the_system_inherits_nothing_of_the_bundle() {
        const BUNDLE: &str = "/tmp/.mount_AirtilXyz";
        let set = [("APPIMAGE", "/opt/Airtill.AppImage"), ("APPDIR", BUNDLE)];
        // The value of a variable inside the bundle, and the rest of it outside.
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("LD_LIBRARY_PATH", "/tmp/.mount_AirtilXyz/usr/lib:/usr/lib", None),
            ("LD_PRELOAD", "/usr/lib/libsomething.so", None),
            ("GTK_PATH", "/tmp/.mount_AirtilXyz/usr/lib/gtk-3.0", None),
            ("GTK_THEME", "Adwaita", None),
            ("GTK_IM_MODULE", "ibus", Some("ibus")),
            ("GTK_IM_MODULE_FILE", "/tmp/.mount_AirtilXyz/immodules.cache", None),
            ("GDK_BACKEND", "x11", None),
            ("GDK_PIXBUF_MODULE_FILE", "/tmp/.mount_AirtilXyz/loaders.cache", None),
            ("GIO_EXTRA_MODULES", "/usr/lib/gio/modules", None),
            ("GSETTINGS_SCHEMA_DIR", "/tmp/.mount_AirtilXyz/schemas", None),
            ("PYTHONHOME", "/tmp/.mount_AirtilXyz/usr", None),
            ("PYTHONPATH", "/somewhere", None),
            ("QT_PLUGIN_PATH", "/tmp/.mount_AirtilXyz/usr/plugins:", None),
            ("PERLLIB", "/tmp/.mount_AirtilXyz/usr/share/perl5", None),
            ("ANY_OPTION", "--modules=/tmp/.mount_AirtilXyz/x", None),
            (
                "XDG_DATA_DIRS",
                "/tmp/.mount_AirtilXyz/usr/share:/usr/local/share:/usr/share",
                Some("/usr/local/share:/usr/share"),
            ),
            ("XDG_CONFIG_DIRS", "/tmp/.mount_AirtilXyz/etc", None),
            ("PATH", "/tmp/.mount_AirtilXyz/usr/bin:/usr/bin:/bin", Some("/usr/bin:/bin")),
            ("OTHER", "/tmp/.mount_AirtilXyzzy/of/another", Some("/tmp/.mount_AirtilXyzzy/of/another")),
            ("BROWSER", "firefox", Some("firefox")),
            ("DISPLAY", ":0", Some(":0")),
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus", Some("unix:path=/run/user/1000/bus")),
            ("APPIMAGE", "/opt/Airtill.AppImage", None),
            ("APPDIR", BUNDLE, None),
        ];
        for (name, inside, outside) in cases {
            let mut variables = table(&set);
            variables.insert(name.into(), inside.into());
            let left = outside_the_bundle(&variables);
            assert_eq!(left.get(OsStr::new(name)).and_then(|value| value.to_str()), *outside, "{name}");
        }
        let alone = outside_the_bundle(&table(&[set[0], set[1], ("PATH", "/tmp/.mount_AirtilXyz/usr/bin")]));
        assert_eq!(alone, table(&[("PATH", "/usr/local/bin:/usr/bin:/bin")]), "nothing is found without a path");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn b03_outside_a_bundle_everything_is_inherited() {
        let variables =
            table(&[("LD_LIBRARY_PATH", "/opt/lib"), ("GTK_THEME", "Adwaita"), ("APPDIR", ""), ("PATH", "/usr/bin")]);
        assert_eq!(outside_the_bundle(&variables), variables);
        let odd = table(&[("APPDIR", "/"), ("PATH", "/usr/bin")]);
        assert_eq!(outside_the_bundle(&odd), table(&[("PATH", "/usr/bin")]), "everything is in the root folder");
    }
}
