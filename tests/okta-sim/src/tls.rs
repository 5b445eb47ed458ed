//! An authority made at start, and certificates under it for whatever org is called.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::hosts::is_simulated;
use crate::locks::{lock, read, write};

/// Certificates that are kept; beyond that, names are forgotten and certified anew.
const KEPT: usize = 10_000;

/// The authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// One key serves all names.
    leaf_key: KeyPair,
    pem: String,
    known: Mutex<HashMap<String, Arc<CertifiedKey>>>,
    /// Customers' own names for their orgs.
    aliases: RwLock<HashSet<String>>,
}

impl Authority {
    pub(crate) fn new() -> Result<Self> {
        let key = KeyPair::generate().context("making the authority's key")?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Okta simulator authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        let pem = params.self_signed(&key).context("signing the authority's certificate")?.pem();
        let leaf_key = KeyPair::generate().context("making the key of the orgs")?;
        Ok(Authority { issuer: Issuer::new(params, key), leaf_key, pem, known: Mutex::default(), aliases: RwLock::default() })
    }

    /// Certifies a customer's own name too, from now on.
    pub(crate) fn vouch_for(&self, host: &str) {
        write(&self.aliases).insert(host.to_owned());
    }

    /// The authority's certificate.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    fn certify(&self, host: &str) -> Result<Arc<CertifiedKey>> {
        let mut params = CertificateParams::new([host.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, host);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate: CertificateDer<'static> = params.signed_by(&self.leaf_key, &self.issuer)?.der().clone();
        let key = PrivateKeyDer::try_from(self.leaf_key.serialize_der()).map_err(anyhow::Error::msg)?;
        let key = aws_lc_rs::sign::any_supported_type(&key)?;
        Ok(Arc::new(CertifiedKey::new(vec![certificate], key)))
    }

    /// How TLS is set up for one name, whoever is asked for.
    pub(crate) fn of_one(&self, host: &str) -> Result<ServerConfig> {
        let key = self.certify(host)?;
        Ok(configured(Arc::new(Only(key))))
    }

    /// How the simulator's TLS is set up: HTTP/2 preferred, HTTP/1.1 served.
    pub(crate) fn server(self: Arc<Self>) -> ServerConfig {
        configured(self)
    }
}

fn configured(certificates: Arc<dyn ResolvesServerCert>) -> ServerConfig {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider serves the default versions")
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

/// How TLS is set up with a certificate of one's own: its chain and its key, both PEM.
pub(crate) fn of_files(certificate: &Path, key: &Path) -> Result<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("reading the certificate {}", certificate.display()))?;
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| format!("reading the key {}", key.display()))?;
    let key = aws_lc_rs::sign::any_supported_type(&key)?;
    Ok(configured(Arc::new(Only(Arc::new(CertifiedKey::new(chain, key))))))
}

/// The same certificate for everybody.
#[derive(Debug)]
struct Only(Arc<CertifiedKey>);

impl ResolvesServerCert for Only {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name()?.to_ascii_lowercase();
        if !is_simulated(&host) && !read(&self.aliases).contains(&host) {
            return None;
        }
        let mut known = lock(&self.known);
        if let Some(certificate) = known.get(&host) {
            return Some(Arc::clone(certificate));
        }
        if known.len() >= KEPT {
            known.clear();
        }
        let certificate = self.certify(&host).ok()?;
        known.insert(host, Arc::clone(&certificate));
        Some(certificate)
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}
