//! The certificate of the HTTPS listener: a leaf of our own for this computer's loopback addresses, and never an
//! authority.
//!
//! It can vouch for 127.0.0.1, ::1 and, where an operator has registered that, localhost, and for nothing else; it
//! signs nothing. The key is made on this computer; the caller stores it in a vault. Browsers warn about it unless the
//! person trusts it.

use std::sync::Arc;

use airtill_domain::Timestamp;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a leaf lives: less than the year that browsers allow.
const LIFETIME_MS: i64 = 300 * DAY_MS;
/// A leaf is renewed when less of its life is left.
const RENEWAL_MS: i64 = 30 * DAY_MS;
/// A clock that was corrected backwards finds the leaf valid all the same.
const BACKDATED_MS: i64 = DAY_MS;

/// A leaf certificate with its key.
#[derive(Clone)]
pub struct Leaf {
    /// The certificate, DER, which a person may trust.
    pub certificate: Vec<u8>,
    /// The key, PKCS #8 DER: a secret.
    pub key: Zeroizing<Vec<u8>>,
    /// The end of its validity.
    pub ends: Timestamp,
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaf").field("ends", &self.ends).finish_non_exhaustive()
    }
}

/// The names of this computer in redirect URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// By its loopback addresses.
    AddressesAlone,
    /// By `localhost` as well.
    Localhost,
}

/// A leaf that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// No key or certificate could be made.
    #[error("no certificate could be made on this computer")]
    NotMade,
    /// The stored bytes are no certificate with its key.
    #[error("the stored certificate cannot be read")]
    Unreadable,
}

impl Leaf {
    /// Makes a leaf for the addresses alone that begins a day before `now`.
    ///
    /// # Errors
    /// `NotMade`, where the system gives no random bytes.
    pub fn make(now: Timestamp) -> Result<Self, LeafError> {
        Self::make_for(now, Names::AddressesAlone)
    }

    /// Makes a leaf for `names` that begins a day before `now`.
    ///
    /// # Errors
    /// `NotMade`, where the system gives no random bytes.
    pub fn make_for(now: Timestamp, names: Names) -> Result<Self, LeafError> {
        let made = || -> Option<Self> {
            let at = |ms: i64| time::OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000)).ok();
            let key = Zeroizing::new(KeyPair::generate().ok()?);
            let ends = now.0.checked_add(LIFETIME_MS)?;
            let mut params = CertificateParams::new(Vec::new()).ok()?;
            params.not_before = at(now.0 - BACKDATED_MS)?;
            params.not_after = at(ends)?;
            params.distinguished_name.push(DnType::CommonName, "Airtill on this computer");
            params.subject_alt_names = vec![
                SanType::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
                SanType::IpAddress(std::net::Ipv6Addr::LOCALHOST.into()),
            ];
            if names == Names::Localhost {
                params.subject_alt_names.push(SanType::DnsName("localhost".try_into().ok()?));
            }
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            let certificate = params.self_signed(&*key).ok()?;
            Some(Self {
                certificate: certificate.der().to_vec(),
                key: Zeroizing::new(key.serialize_der()),
                ends: Timestamp(ends),
            })
        };
        made().ok_or(LeafError::NotMade)
    }

    /// Whether a new one should be made before this one is used again: it ends soon, or it was made when the clock was
    /// ahead and has not begun.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let left = self.ends.0.saturating_sub(now.0);
        !(RENEWAL_MS..=LIFETIME_MS + BACKDATED_MS).contains(&left)
    }

    /// Whether it vouches for these names of this computer.
    pub fn vouches_for(&self, names: Names) -> bool {
        // A dNSName (RFC 5280 §4.2.1.6): its tag, its length, its letters.
        const LOCALHOST: &[u8] = b"\x82\x09localhost";
        names == Names::AddressesAlone || self.certificate.windows(LOCALHOST.len()).any(|part| part == LOCALHOST)
    }

    /// Whether a listener can use it: its key can be read and belongs to its certificate.
    pub fn is_usable(&self) -> bool {
        self.server().is_ok()
    }

    /// SHA-256 of the certificate as browsers show it: pairs of hex digits with colons.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(&self.certificate).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// The TLS settings of the listener: versions 1.2 and 1.3.
    pub(crate) fn server(&self) -> Result<Arc<ServerConfig>, LeafError> {
        // The library takes a copy for its own, which it does not wipe.
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.to_vec()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| LeafError::Unreadable)?
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(self.certificate.clone())], key)
            .map_err(|_| LeafError::Unreadable)?;
        Ok(Arc::new(config))
    }
}
