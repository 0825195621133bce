//! A download, from an empty folder to a package that stands under its name.
//!
//! The order is what a power cut may meet: what proves the package is on disk before the package, the package is whole
//! on disk before it is proven, and it is proven before it has its name.

use std::fs::File;
use std::io;

use tokio::task::spawn_blocking;

use super::course::{PackageError, Step};
use super::proof::prove;
use super::writing;
use crate::check::{Publisher, Signed};
use crate::fetch::{self, FetchError, Web};
use crate::folder::{self, Folder};
use crate::signature::{self, SignatureError};
use crate::target::Target;

/// Fetches the package for `target` and proves it, and tells each step. Whatever was fetched before is removed first;
/// dropping the future ends it.
///
/// # Errors
/// A [`PackageError`]; the folder is then empty, as far as it can be emptied.
pub async fn download(
    web: &Web,
    publisher: &Publisher,
    signed: &Signed,
    target: Target,
    folder: &Folder,
    on: impl FnMut(Step),
) -> Result<(), PackageError> {
    let work = fetched(web, publisher, signed, target, folder, on);
    let end = tokio::time::timeout(web.patience(), work).await.unwrap_or(Err(FetchError::Slow.into()));
    if let Err(error) = &end {
        tracing::info!(%error, "no package was fetched");
        let folder = folder.clone();
        if let Err(error) = blocking(move || folder.empty()).await {
            tracing::warn!(%error, "the folder of updates cannot be emptied");
        }
    }
    end
}

async fn fetched(
    web: &Web,
    publisher: &Publisher,
    signed: &Signed,
    target: Target,
    folder: &Folder,
    mut on: impl FnMut(Step),
) -> Result<(), PackageError> {
    let package = signed.manifest.package(target).ok_or(PackageError::None)?.clone();
    let address = package.address(&publisher.manifest).ok_or(FetchError::Unsafe)?;
    let place = folder.clone();
    blocking(move || place.empty()).await?;
    on(Step::Emptied);
    let signature = web.small(&fetch::of_signature(&address), signature::MOST_BYTES).await?;
    let signature = String::from_utf8(signature).map_err(|_| SignatureError::Unreadable)?;
    note(folder, signed, &package.name, &signature).await?;
    on(Step::Noted);
    let (part, whole) = (folder.part(&package.name), folder.package(&package.name));
    let most = usize::try_from(package.size).map_err(|_| PackageError::Size)?;
    let arriving = web.package(&address, most).await?;
    writing::received(arriving, &part, package.size, &mut on).await?;
    on(Step::Whole);
    let (keys, version, file) = (publisher.keys.clone(), signed.manifest.version, part.clone());
    spawn_blocking(move || prove(&mut File::open(file)?, &package, version, &keys, &signature))
        .await
        .map_err(io::Error::other)??;
    on(Step::Proven);
    blocking(move || {
        airtill_files::replace(&part, &whole)?;
        airtill_files::sync_folder_of(&whole)
    })
    .await?;
    on(Step::Ready);
    Ok(())
}

/// Writes the manifest and the signatures beside the place of the package.
async fn note(folder: &Folder, signed: &Signed, name: &str, signature: &str) -> Result<(), PackageError> {
    let (folder, signed) = (folder.clone(), signed.clone());
    let beside = folder::of_signature(&folder.package(name));
    let signature = signature.to_owned();
    let writing = blocking(move || {
        signed.keep(&folder)?;
        airtill_files::write_whole(&beside, signature.as_bytes())
    });
    Ok(writing.await?)
}

async fn blocking(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
