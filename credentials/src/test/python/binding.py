"""Our server and client against those of the released Python binding (C25).

usage: binding.py RECORDING COMMAND...

COMMAND starts a BindingPeer; two pairs of keys, each secret and public, are appended. What was said is
written to RECORDING, one line each, a question to the peer and its answer in turns, after a line with
the keys. Exits with an error at the first thing that either side refuses.
"""

import subprocess
import sys

from ooniauth_py import ServerState, UserState, submit_measurement_hash

POLICY = ((2461110, 2826140), 0)
SUBMISSIONS = [("IT", "AS30722"), ("IT", "AS30722"), ("DE", "AS3320"), ("IR", "AS58224"), ("DE", "AS3320")]


class Peer:
    def __init__(self, recording, command, keys):
        self.process = subprocess.Popen(
            command + keys, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.recording = open(recording, "w")
        self.recording.write(" ".join(keys) + "\n")

    def ask(self, *words):
        line = " ".join(str(word) for word in words)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if not answer or answer.startswith("refused"):
            sys.exit(f"{words[0]}: {answer or 'no answer'}")
        self.recording.write(line + "\n" + answer + "\n")
        return answer

    def close(self):
        self.recording.close()
        self.process.stdin.close()
        self.process.wait()


def policy_words(cc, asn, measurement):
    (low, high), minimum = POLICY
    return cc, asn, submit_measurement_hash(measurement), low, high, minimum


def arguments(cc, asn, measurement):
    return cc, asn, submit_measurement_hash(measurement), *POLICY


def their_client(peer, old, new):
    """Registers with our server, submits to it, moves to the new key and submits again."""
    user = UserState(old.get_public_parameters())
    user.handle_registration_response(
        peer.ask("register", user.make_registration_request(), ServerState.today()))
    nyms = {}

    def submit(number, cc, asn):
        measurement = f'{{"number":{number}}}'
        made = user.make_submit_request(*arguments(cc, asn, measurement))
        user.handle_submit_response(
            peer.ask("submit", *policy_words(cc, asn, measurement), made.nym, made.request))
        assert nyms.setdefault((cc, asn), made.nym) == made.nym

    for number, (cc, asn) in enumerate(SUBMISSIONS):
        submit(number, cc, asn)
    user.set_public_params(new.get_public_parameters())
    user.handle_credential_update_response(peer.ask("update", user.make_credential_update_request()))
    submit(len(SUBMISSIONS), *SUBMISSIONS[0])
    assert len(set(nyms.values())) == len(nyms) == 3


def our_client(peer, old, new):
    """The same with the sides exchanged."""
    reply = old.handle_registration_request(peer.ask("begin-registration"))
    assert peer.ask("complete-registration", reply, ServerState.today()) == "count 0"

    def submit(server, number, cc, asn):
        measurement = f'{{"number":{number}}}'
        nym, request = peer.ask("begin-submission", *policy_words(cc, asn, measurement)).split(" ")
        reply = server.handle_submit_request(nym, request, *arguments(cc, asn, measurement))
        assert peer.ask("complete-submission", reply) == f"count {number + 1}"

    for number, (cc, asn) in enumerate(SUBMISSIONS):
        submit(old, number, cc, asn)
    reply = new.handle_update_request(
        peer.ask("begin-update"), old.get_public_parameters(), old.get_secret_key())
    assert peer.ask("complete-update", reply) == f"count {len(SUBMISSIONS)}"
    submit(new, len(SUBMISSIONS), *SUBMISSIONS[0])


def main():
    old, new = ServerState(), ServerState()
    keys = [key for state in (old, new) for key in (state.get_secret_key(), state.get_public_parameters())]
    peer = Peer(sys.argv[1], sys.argv[2:], keys)
    their_client(peer, old, new)
    our_client(peer, old, new)
    peer.close()
    print("their client with our server, our client with theirs:"
          f" registration, {len(SUBMISSIONS)} submissions, update, submission each; all accepted")


if __name__ == "__main__":
    main()
