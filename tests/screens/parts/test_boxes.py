from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casebook.gui.parts.boxes import LEAST, Box, Boxes

corner = st.integers(-50, 250)
boxes = st.builds(Box.between, corner, corner, corner, corner)


def test_a_box_between_two_corners_grows_to_whole_pixels() -> None:
    assert Box.between(10.2, 8.9, 3.7, 2.1) == Box(3, 2, 11, 9)


def test_what_is_no_box_is_not_kept() -> None:
    found = Boxes(100, 80)

    assert not found.add(Box(10, 10, 10 + LEAST - 1, 40))
    assert not found.add(Box(200, 200, 300, 300))
    assert not found.can_undo
    assert len(found) == 0


def test_the_next_one_is_selected_and_after_the_last_the_first() -> None:
    one, other = Box(0, 0, 10, 10), Box(20, 20, 40, 40)
    found = Boxes(100, 80, drawn=(one, other))

    assert [found.select_next(), found.select_next(), found.select_next()] == [one, other, one]
    assert found.select_at(25, 25) == other
    assert found.select_at(15, 15) is None


def test_a_box_stops_at_the_edge_with_its_size() -> None:
    found = Boxes(100, 80, drawn=(Box(80, 10, 95, 30),))
    found.select_next()

    found.move_selected(50, -50)

    assert found.selected == Box(85, 0, 100, 20)


def test_held_boxes_stay_whatever_is_done() -> None:
    held = Box(5, 5, 25, 25)
    found = Boxes(100, 80, held=(held,))

    assert found.select_at(10, 10) is None
    assert found.select_next() is None
    assert not found.remove_selected()
    assert list(found) == [held]


def test_a_step_taken_back_and_again_is_the_same() -> None:
    found = Boxes(100, 80)
    found.add(Box(0, 0, 10, 10))
    found.grow_selected(5, 5)
    found.remove_selected()

    assert [found.undo(), found.undo(), found.undo(), found.undo()] == [True, True, True, False]
    assert list(found) == []
    assert [found.redo(), found.redo()] == [True, True]
    assert list(found) == [Box(0, 0, 15, 15)]


@given(st.lists(st.tuples(st.sampled_from(("add", "remove", "move", "grow", "next")), boxes)))
def test_every_step_can_be_taken_back_to_the_beginning(steps: list[tuple[str, Box]]) -> None:
    begin = (Box(1, 1, 9, 9),)
    found = Boxes(200, 200, drawn=begin)
    for name, box in steps:
        match name:
            case "add":
                found.add(box)
            case "remove":
                found.remove_selected()
            case "move":
                found.move_selected(box.left, box.top)
            case "grow":
                found.grow_selected(box.left, box.top)
            case _:
                found.select_next()
    end = found.drawn
    for box in end:
        assert 0 <= box.left < box.right <= 200
        assert 0 <= box.top < box.bottom <= 200

    while found.undo():
        pass
    assert found.drawn == begin
    while found.redo():
        pass
    assert found.drawn == end
