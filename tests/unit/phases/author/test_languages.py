"""The language of a text: short and long ones, mixed ones, other scripts, and too little to tell."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.languages import language_name, language_of, language_of_idea

TEXTS = [
    ("en", "Todo app"),
    ("en", "Build a todo app"),
    ("en", "AI-powered healthcare diagnostic platform"),
    ("en", "Track beehive inspections and honey yields for hobby beekeepers"),
    ("en", "Neighbourhood Tool Sharing Platform"),
    ("de", "Vereinsverwaltung"),
    ("de", "Buchungs-App"),
    ("de", "Zeiterfassung"),
    ("de", "Tauschbörse für Pflanzen"),
    ("de", "Eine App für Meetings im Team"),
    ("de", "App zum Verwalten von Büchern"),
    ("de", "Kinderkrippe: Plätze, Anmeldungen, Beiträge"),
    ("de", "Mitglieder buchen Räume, und die Leitung bestätigt Buchungen."),
    ("fr", "Une application pour réserver des salles de réunion"),
    ("fr", "Gestion de stock pour une boulangerie"),
    ("es", "Una aplicación para reservar salas y gestionar los socios"),
    ("es", "Gestión de citas para una clínica"),
    ("it", "Un'applicazione per prenotare le sale della biblioteca"),
    ("nl", "Een app waarmee leden boeken kunnen lenen en terugbrengen"),
    ("pt", "Um aplicativo para gerenciar as tarefas da equipe com prazos"),
    ("pl", "Aplikacja do rezerwacji sal, w której członkowie mogą rezerwować terminy"),
    ("sv", "En app för att boka tvättstugan och se lediga tider"),
    ("da", "En app til at booke vaskekælderen, hvor beboerne ikke kan booke to gange"),
    ("fi", "Sovellus, jolla jäsenet voivat varata huoneita ja joka muistuttaa"),
    ("cs", "Aplikace pro rezervaci místností, kde členové mohou rezervovat termíny"),
    ("hu", "Egy alkalmazás, amellyel a tagok könyveket kölcsönözhetnek és visszahozhatnak"),
    ("ro", "O aplicație pentru rezervarea sălilor în care membrii pot vedea programul"),
    ("tr", "Kullanıcıların randevu alabileceği bir uygulama ve takvim"),
    ("ru", "Приложение для бронирования комнат, где пользователи видят расписание"),
    ("uk", "Застосунок для бронювання кімнат у бібліотеці"),
    ("el", "Μια εφαρμογή για κρατήσεις αιθουσών"),
    ("ar", "تطبيق لحجز قاعات الاجتماعات"),
    ("he", "אפליקציה להזמנת חדרים"),
    ("ko", "회의실 예약 앱"),
    ("ja", "会議室を予約するアプリ"),
    ("zh", "一个预订会议室的应用程序"),
    ("unknown", "?? !!"),
    ("unknown", ""),
    ("unknown", "xqz"),
]
# English with words and names from elsewhere: none of these may be refused
ENGLISH_WITH_FOREIGN_WORDS = [
    "Track Müller's café visits at Zürich's Bahnhof",
    "A booking app for the Kölner Verein für Briefmarkenkunde",
    "The Wanderlust Kindergarten manages Brezel orders, Frau Müller approves them",
    "Die hard fans of Zwilling knives rate their blades in an app",
    "Le Petit Café reservation system",
    "The chef at El Toro plans menus and la carte dishes",
    "Pedro's taqueria keeps orders",
    "In an era of so many apps we want a war diary",
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_a_text_is_of_its_language(code, text):
    assert language_of(text) == code


@pytest.mark.parametrize("text", ENGLISH_WITH_FOREIGN_WORDS)
def test_foreign_names_leave_an_english_text_english(text):
    assert language_of(text) == "en"


def test_all_texts_of_an_idea_count():
    assert language_of_idea({"title": "Tool shed", "text": "Mitglieder leihen Werkzeuge aus und bringen sie zurück.", "users": ["Nachbarn"]}) == "de"
    assert language_of_idea({"number": 3}) == "unknown"


def test_a_language_has_a_name_and_an_unknown_code_is_its_own():
    assert (language_name("fr"), language_name("xx")) == ("French", "xx")
