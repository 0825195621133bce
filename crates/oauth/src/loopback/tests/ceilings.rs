//! The most that the listener costs, measured from outside on a process of its own: memory, threads, descriptors.
//!
//! Each test starts this binary again for the listener, so that nothing of the test itself is counted, and ends it in
//! any case.

use std::io::{BufRead, Write};
use std::process::{Command, Stdio};

use super::*;

/// Above the memory of a silent listener: eight heads and their sockets, and the allocator's reserve.
const MOST_KIB: usize = 4 * 1024;

#[tokio::test]
#[allow(clippy::print_stdout, reason = "the child tells its parent where it listens")]
async fn l10_l11_four_hundred_full_heads_cost_eight_connections_and_no_thread() {
    if std::env::var_os(ALONE).is_some() {
        let waiting = wait(None).await;
        println!("\nlistens {} {}", waiting.address, waiting.good());
        assert!(matches!(waiting.answered.await, Ok(Answer::Code(_))));
        return;
    }
    let name = "loopback::tests::ceilings::l10_l11_four_hundred_full_heads_cost_eight_connections_and_no_thread";
    let till = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "1")
        .stdout(Stdio::piped())
        .spawn();
    let mut till = Alone(till.unwrap());
    let lines = std::io::BufReader::new(till.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut lines = lines.skip_while(|line| !line.starts_with("listens "));
    let line = lines.next().unwrap();
    let (address, query) = line["listens ".len()..].split_once(' ').unwrap();
    let address: SocketAddr = address.parse().unwrap();
    let proc = format!("/proc/{}", till.0.id());
    let count = |what: &str| std::fs::read_dir(format!("{proc}/{what}")).unwrap().count();
    let peak_kib = || -> usize {
        let status = std::fs::read_to_string(format!("{proc}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let (memory, threads, descriptors) = (peak_kib(), count("task"), count("fd"));
    let most_descriptors = tokio::task::spawn_blocking({
        let proc = proc.clone();
        move || {
            let head = format!("GET {PATH}?code=1 HTTP/1.1\r\nHost: {address}\r\nX-Full: {}", "a".repeat(15 * 1024));
            let (mut open, mut most) = (Vec::new(), 0);
            for _ in 0..400 {
                let mut stream = std::net::TcpStream::connect(address).unwrap();
                // Closed already, when others came.
                let _ = stream.write_all(head.as_bytes());
                open.push(stream);
                // One that is dropped is closed in the next turn of the listener, which may take its time.
                let counts = (0..10_000).map(|_| std::fs::read_dir(format!("{proc}/fd")).unwrap().count());
                let mut settled = usize::MAX;
                for count in counts {
                    settled = settled.min(count);
                    if settled <= descriptors + 8 + 1 {
                        break;
                    }
                }
                most = most.max(settled);
            }
            most
        }
    })
    .await
    .unwrap();
    assert!(
        most_descriptors <= descriptors + 8 + 1,
        "{most_descriptors}, from {descriptors}: eight, and one that is just being taken"
    );
    assert_eq!(count("task"), threads);
    assert!(peak_kib() - memory <= MOST_KIB, "{} KiB more than {memory}", peak_kib() - memory);
    let request = format!("GET {PATH}?{query} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    assert_eq!(status(&send(address, request.as_bytes()).await), "303");
    lines.for_each(drop);
    assert!(till.0.wait().unwrap().success());
}
