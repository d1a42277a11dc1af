"""Whose turn it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.pressure.fair_queue import FairQueue


def taken(queue: FairQueue[str], n: int) -> list[str]:
    order: list[str] = []
    for _ in range(n):
        item = queue.next(lambda _: True)
        assert item is not None
        queue.take(item)
        order.append(item)
    return order


def test_a_run_of_thousands_lets_a_chat_go_first() -> None:
    queue: FairQueue[str] = FairQueue()
    for n in range(10_000):
        queue.put(f"survey {n}", "survey", interactive=False)
    queue.put("chat", "thread", interactive=True)
    assert taken(queue, 2) == ["chat", "survey 0"]


def test_runs_take_turns_whatever_their_size_and_keep_their_order() -> None:
    queue: FairQueue[str] = FairQueue()
    for n in range(4):
        queue.put(f"a{n}", "a", interactive=False)
    for n in range(2):
        queue.put(f"b{n}", "b", interactive=False)
    queue.put("c0", "c", interactive=False)
    assert taken(queue, 7) == ["a0", "b0", "c0", "a1", "b1", "a2", "a3"]


def test_a_flood_of_chats_does_not_starve_a_run() -> None:
    queue: FairQueue[str] = FairQueue()
    for n in range(50):
        queue.put(f"chat {n}", n, interactive=True)
        queue.put(f"answer {n}", "run", interactive=False)
    assert sum(item.startswith("answer") for item in taken(queue, 30)) == 5


def test_who_has_waited_before_goes_ahead_in_its_own_flow_only() -> None:
    queue: FairQueue[str] = FairQueue()
    queue.put("a0", "a", interactive=False)
    queue.put("b0", "b", interactive=False)
    queue.put("b again", "b", interactive=False, ahead=True)
    assert taken(queue, 3) == ["a0", "b again", "b0"]


def test_what_does_not_fit_is_passed_over_and_keeps_its_turn() -> None:
    queue: FairQueue[str] = FairQueue()
    for item, flow in (("big", "a"), ("small", "b"), ("small too", "c")):
        queue.put(item, flow, interactive=False)
    assert queue.next(lambda item: item != "big") == "small"
    queue.take("small")
    assert taken(queue, 1) == ["big"]


flows = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=60)


@given(flows, st.data())
def test_everybody_who_stays_is_served_once(puts: list[tuple[int, bool, bool]], data: st.DataObject) -> None:
    queue: FairQueue[int] = FairQueue()
    for number, (flow, interactive, ahead) in enumerate(puts):
        queue.put(number, (flow, interactive), interactive=interactive, ahead=ahead)
    gone = data.draw(st.sets(st.sampled_from(range(len(puts))))) if puts else set()
    assert all(queue.discard(number) for number in gone)
    assert not any(queue.discard(number) for number in gone)
    served: list[int] = []
    while (item := queue.next(lambda _: True)) is not None:
        queue.take(item)
        served.append(item)
    assert sorted(served) == sorted(set(range(len(puts))) - gone) and len(queue) == 0
