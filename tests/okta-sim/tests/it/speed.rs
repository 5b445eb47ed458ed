use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use okta_sim::OrgSpec;

use crate::client::{secure, sim};

/// Processor time of this process so far, in seconds; the kernel counts it in hundredths.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

/// What the client here consumes is counted too, so that the simulator alone does better than this says.
#[tokio::test]
#[ignore = "a measurement: cargo test --release -p okta-sim speed -- --ignored"]
async fn small_pages_are_served_by_the_thousand() {
    let sim = sim([OrgSpec::new("acme").users(100_000).without_limits()]).await;
    let acme = sim.org("acme");
    let stream = secure(&sim, &acme.host(), "h2").await.unwrap();
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let authorization = format!("SSWS {}", acme.token());
    let (workers, each) = (8, 2_500);
    let begun = processor_seconds();
    let asked: Vec<_> = (0..workers)
        .map(|_| {
            let (mut sender, authorization) = (sender.clone(), authorization.clone());
            tokio::spawn(async move {
                for number in 0..each {
                    let uri = format!("https://acme.okta.com/api/v1/users?limit={}", 1 + number % 5);
                    let request = Request::builder().uri(uri).header("authorization", &authorization).body(Empty::<Bytes>::new()).unwrap();
                    let response = sender.send_request(request).await.unwrap();
                    assert_eq!(response.status(), 200);
                    response.into_body().collect().await.unwrap();
                }
            })
        })
        .collect();
    for task in asked {
        task.await.unwrap();
    }
    let rate = f64::from(workers * each) / (processor_seconds() - begun);
    assert!(rate >= 5_000.0, "{rate:.0} pages a second of processor time");
}
