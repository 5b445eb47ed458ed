//! An authority made at start, and certificates under it for whatever org is called.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::hosts::is_simulated;
use crate::locks::lock;

/// Certificates that are kept; beyond that, names are forgotten and certified anew.
const KEPT: usize = 10_000;

/// The authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// One key serves all names.
    leaf_key: KeyPair,
    pem: String,
    known: Mutex<HashMap<String, Arc<CertifiedKey>>>,
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
        Ok(Authority { issuer: Issuer::new(params, key), leaf_key, pem, known: Mutex::default() })
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

    /// How the simulator's TLS is set up: HTTP/2 preferred, HTTP/1.1 served.
    pub(crate) fn server(self: Arc<Self>) -> Result<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name()?.to_ascii_lowercase();
        if !is_simulated(&host) {
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
