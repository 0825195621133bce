//! A download, from an empty folder to a package that stands under its name.
//!
//! The order holds for an end at any moment: the manifest and the signatures are on disk before the package, the
//! package is whole on disk before it is proven, and it is proven before it has its name.

use std::fs::File;
use std::io;

use tokio::task::spawn_blocking;

use super::course::{PackageError, Step};
use super::proof::prove;
use super::writing;
use crate::check::{Publisher, Signed};
use crate::fetch::{self, FetchError, Web};
use crate::folder::{self, Folder};
use crate::free_space;
use crate::signature::{self, SignatureError};
use crate::target::Target;

/// Fetches the package for `target` and proves it, and reports each step. An earlier package is removed first. Nothing
/// is fetched where the disk would be left without its reserve.
///
/// Dropping the future ends it and leaves files of the download there. Work that blocks goes on for a moment, and
/// [`Folder::empty`] waits for its end.
///
/// # Errors
/// A [`PackageError`]; no package is then there, as far as it can be removed.
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
        if let Err(error) = empty(folder).await {
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
    empty(folder).await?;
    on(Step::Emptied);
    let (place, size, reserve) = (folder.clone(), package.size, web.reserve());
    blocking(folder, move || free_space::require(place.path(), size, reserve)).await?;
    let signature = web.small(&fetch::of_signature(&address), signature::MOST_BYTES).await?;
    let signature = String::from_utf8(signature).map_err(|_| SignatureError::Unreadable)?;
    note(folder, signed, &package.name, &signature).await?;
    on(Step::Noted);
    let (part, whole) = (folder.part(&package.name), folder.package(&package.name));
    let most = usize::try_from(package.size).map_err(|_| PackageError::Size)?;
    let reply = web.package(&address, most).await?;
    writing::received(reply, folder.working().await, &part, package.size, &mut on).await?;
    on(Step::Whole);
    let (keys, version, file) = (publisher.keys.clone(), signed.manifest.version, part.clone());
    let proving = move || prove(&mut File::open(file)?, &package, version, &keys, &signature);
    blocking(folder, move || Ok(proving())).await??;
    on(Step::Proven);
    blocking(folder, move || {
        airtill_files::replace(&part, &whole)?;
        airtill_files::sync_folder_of(&whole)
    })
    .await?;
    on(Step::Ready);
    Ok(())
}

/// Writes the manifest and the signatures beside the place of the package.
async fn note(folder: &Folder, signed: &Signed, name: &str, signature: &str) -> Result<(), PackageError> {
    let (place, signed) = (folder.clone(), signed.clone());
    let beside = folder::of_signature(&folder.package(name));
    let signature = signature.to_owned();
    let writing = blocking(folder, move || {
        signed.keep(&place)?;
        airtill_files::write_whole(&beside, signature.as_bytes())
    });
    Ok(writing.await?)
}

/// Does work of the folder on a thread where it may block. The folder is not emptied before its end.
async fn blocking<T: Send + 'static>(
    folder: &Folder,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let working = folder.working().await;
    let end = spawn_blocking(move || {
        let _working = working;
        work()
    });
    end.await.map_err(io::Error::other)?
}

/// Removes an earlier package once all work in the folder has ended.
async fn empty(folder: &Folder) -> io::Result<()> {
    let (alone, folder) = (folder.alone().await, folder.clone());
    let end = spawn_blocking(move || {
        let _alone = alone;
        folder.drop_package_now()
    });
    end.await.map_err(io::Error::other)?
}
