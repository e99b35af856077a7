"""What is in the way of a persona, read from the pages that it was shown."""

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.release.frictions import on_pages, speed, trail
from phases.sandboxed.release.maps import Map
from phases.sandboxed.release.people import Step
from tests.unit.phases.product.models import TODO

LIST, TASK = resources_of(TODO)
MENU = ("/", "/lists", "/todos")
PAGES = {"/": MENU, "/lists": (*MENU, "/lists/{id}"), "/todos": (*MENU, "/todos/{id}", "/todos/export"), "/todos/{id}": MENU}
CANARY = {"rules": [{"signal": "error_share", "threshold": 0.01}, {"signal": "p95_latency", "threshold": 80.0}]}


def step(action, *, word="", resource=TASK):
    return Step(action=action, resource=resource, wanted=f"{action} it", word=word)


def answer(text, *, path="/todos/1", method="GET", status=200, ms=1.0):
    return Answer(method=method, path=path, status=status, headers={"content-type": "text/html"}, body=text.encode(), ms=ms)


def sorts(found):
    return [noted.sort for noted in found]


def test_a_task_by_links_takes_the_clicks_and_forms_that_it_needs():
    followed = trail([step("create"), step("complete"), step("list")], Map(links=PAGES))
    # / → /todos and the form; the step on the page of the new row; → /todos
    assert (followed.clicks, followed.fewest, followed.noted) == (4, 4, ())


def test_a_detour_tells_its_way_and_what_would_do():
    followed = trail([step("create"), step("export")], Map(links=PAGES))
    assert (followed.clicks, followed.fewest) == (4, 3)
    assert [noted.observed for noted in followed.noted] == [
        "from /todos/{id} to /todos/export it takes 2 clicks, 1 would do: /todos/{id} → /todos → /todos/export"
    ]


def test_a_place_to_which_no_link_leads_is_told():
    pages = Map(links={**PAGES, "/todos": ("/", "/lists")})
    assert sorts(trail([step("search")], pages).noted) == ["no_way"]


def test_steps_without_a_page_and_rows_that_nobody_sees_are_passed_over():
    pages = Map(links={place: links for place, links in PAGES.items() if place != "/todos/{id}"})
    assert trail([step("health"), step("restart"), step("view")], pages).clicks == 0


def test_a_page_without_a_link_back_is_a_dead_end():
    assert sorts(on_pages(step("view"), [answer('<a href="#main">Skip</a>')], refused=False)) == ["dead_end"]
    assert sorts(on_pages(step("view"), [answer('<a href="/">Start</a>')], refused=False)) == []


def test_an_error_on_the_way_counts_unless_a_refusal_was_wanted():
    pages = [answer('<a href="/">Start</a>', status=409, method="POST")]
    assert sorts(on_pages(step("create"), pages, refused=False)) == ["error_page"]
    assert sorts(on_pages(step("create"), pages, refused=True)) == []


def test_the_verb_of_the_use_case_has_to_stand_where_the_step_is_done():
    shown = [answer('<a href="/">Start</a><button>Completed!</button>')]
    assert sorts(on_pages(step("complete", word="complete"), shown, refused=False)) == []
    assert sorts(on_pages(step("reopen", word="reopen"), shown, refused=False)) == ["word"]


def test_words_without_umlauts_are_the_same_words():
    shown = [answer('<a href="/">Start</a><button>Für alle öffnen</button>')]
    assert sorts(on_pages(step("complete", word="oeffnen"), shown, refused=False)) == []


def test_a_way_that_is_shorter_than_by_list_and_row_is_the_fewest_possible():
    pages = Map(links={**PAGES, "/": (*MENU, "/todos/{id}")})
    followed = trail([step("complete")], pages)
    assert (followed.clicks, followed.fewest) == (2, 2)


def test_for_a_new_row_the_name_of_the_thing_will_do():
    shown = [answer('<a href="/">Start</a><h2>Add todo</h2>')]
    assert sorts(on_pages(step("create", word="jot"), shown, refused=False)) == []
    assert sorts(on_pages(step("create", word="jot", resource=LIST), shown, refused=False)) == ["word"]


def test_slow_answers_are_those_beyond_what_the_canary_allows():
    seen = [answer("", ms=20.0), answer("", path="/todos", ms=81.0)]
    assert speed(seen, CANARY) == ("Slower than the p95 of 80 ms that the canary rules allow: GET /todos (81 ms).", ["GET /todos (81 ms)"])
    assert speed(seen[:1], CANARY)[1] == []


def test_without_a_baseline_nothing_is_called_slow():
    assert speed([answer("", ms=5000.0)], None) == ("No baseline says how fast the answers should be.", [])
